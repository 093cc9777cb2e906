// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** Start order: all bundles start at one level. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class OneLevelIT extends StartOrder {

    @Configuration
    public static Option[] configuration() {
        return HostOptions.of(OneLevelIT.class, jar -> 1);
    }
}
