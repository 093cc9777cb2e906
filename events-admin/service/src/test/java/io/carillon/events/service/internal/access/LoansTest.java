// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LoansTest {

    private static final Principal OWNER = Principal.of("shell:ada", Role.ADMIN);

    private final TestClock clock = new TestClock(Instant.parse("2026-01-31T12:00:00Z"));
    private final Loans loans = new Loans(clock);

    @Test
    void a_lent_token_stands_for_its_holder_until_its_time_is_over() {
        String text = loans.lend(OWNER);

        assertThat(text).matches("car_[0-9a-f]{12}_[0-9a-f]{64}");
        clock.forward(AccessAdmin.LOAN.minusMillis(1));
        assertThat(loans.authenticate(text)).contains(OWNER);
        clock.forward(Duration.ofMillis(1));
        assertThat(loans.authenticate(text)).isEmpty();
    }

    @Test
    void nothing_else_is_taken_for_one() {
        String text = loans.lend(OWNER);

        assertThat(loans.authenticate(text.substring(0, text.length() - 1) + "x"))
                .isEmpty();
        assertThat(loans.authenticate(text.replaceAll(".$", text.endsWith("0") ? "1" : "0")))
                .isEmpty();
        assertThat(loans.authenticate("")).isEmpty();
    }

    @Test
    void beyond_the_limit_the_oldest_makes_room() {
        String first = loans.lend(OWNER);
        String second = loans.lend(OWNER);

        IntStream.range(1, AccessAdmin.MAX_LOANS).forEach(i -> loans.lend(OWNER));

        assertThat(loans.authenticate(first)).isEmpty();
        assertThat(loans.authenticate(second)).contains(OWNER);
    }
}
