// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** Start order: HTTP, deployer and shell start before bus and stores. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class AdminFirstIT extends StartOrder {

    @Configuration
    public static Option[] configuration() {
        return HostOptions.of(AdminFirstIT.class, jar -> jar.contains("events-admin") ? 4 : HostOptions.level(jar));
    }
}
