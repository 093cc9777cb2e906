// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** Start order: the stores start before the bus. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class StoresFirstIT extends StartOrder {

    @Configuration
    public static Option[] configuration() {
        return HostOptions.of(StoresFirstIT.class, jar -> jar.contains("storage-") ? 4 : HostOptions.level(jar));
    }
}
