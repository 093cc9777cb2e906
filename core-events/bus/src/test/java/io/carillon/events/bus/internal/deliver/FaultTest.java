// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FaultTest {

    private static final StackTraceElement[] FRAME = {new StackTraceElement("shop.Mail", "send", "Mail.java", 7)};

    private static Exception thrown(String text) {
        Exception thrown = new IllegalStateException(text);
        thrown.setStackTrace(FRAME);
        return thrown;
    }

    @Test
    void a_chain_of_causes_that_leads_back_is_told_once() {
        Exception outer = thrown("outer");
        Exception inner = thrown("inner");
        outer.initCause(inner);
        inner.initCause(outer);

        assertThat(Fault.of(outer).cause()).isEqualTo("""
                java.lang.IllegalStateException: outer
                \tat shop.Mail.send(Mail.java:7)
                Caused by: java.lang.IllegalStateException: inner
                \tat shop.Mail.send(Mail.java:7)
                Caused by: java.lang.IllegalStateException: outer (named above already)""");
    }

    @Test
    void of_a_long_chain_the_first_ten_causes_are_told() {
        Exception thrown = thrown("0");
        for (int i = 1; i <= 20; i++) {
            Exception next = thrown(Integer.toString(i));
            next.initCause(thrown);
            thrown = next;
        }

        assertThat(Fault.of(thrown).cause().lines().filter(each -> each.startsWith("Caused by: ")))
                .hasSize(10)
                .last()
                .isEqualTo("Caused by: java.lang.IllegalStateException: 10");
    }
}
