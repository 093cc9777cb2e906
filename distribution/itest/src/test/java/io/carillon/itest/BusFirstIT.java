// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** Start order: the bus starts long before stores and settings. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BusFirstIT extends StartOrder {

    @Configuration
    public static Option[] configuration() {
        return HostOptions.of(
                BusFirstIT.class,
                jar -> jar.contains("core-events") ? 4 : jar.contains("storage-") ? 9 : HostOptions.level(jar));
    }
}
