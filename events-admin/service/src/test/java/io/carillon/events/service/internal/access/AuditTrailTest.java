// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.admin.AuditAdmin;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AuditTrailTest {

    private final TestClock clock = new TestClock(Instant.parse("2026-01-31T12:00:00Z"));
    private final Queue<EventDraft> published = new ConcurrentLinkedQueue<>();
    private final AuditTrail audit = new AuditTrail(clock);

    @Test
    void of_many_denials_in_a_minute_most_are_only_counted() {
        audit.setBus(TestBus.of(published::add));
        for (int i = 0; i < AuditAdmin.DENIALS_PER_MINUTE + 40; i++) {
            audit.denied("GET /api/v1/tokens", "token:ci", "192.0.2.1", "forbidden");
            waitFor(Math.min(i + 1, AuditAdmin.DENIALS_PER_MINUTE));
        }
        clock.forward(Duration.ofMinutes(1));
        audit.denied("GET /api/v1/users", "token:ci", "192.0.2.1", "forbidden");
        waitFor(AuditAdmin.DENIALS_PER_MINUTE + 2); // a close gives it a second only
        audit.close();

        assertThat(published).hasSize(AuditAdmin.DENIALS_PER_MINUTE + 2);
        assertThat(published).allSatisfy(event -> assertThat(event.type()).isEqualTo("carillon.access.denied"));
        assertThat(published)
                .filteredOn(event -> event.subject().orElse("").equals("denials"))
                .singleElement()
                .satisfies(event -> assertThat(event.data()).isEqualTo(EventData.of(Map.of("count", 40))));
    }

    private void waitFor(int events) {
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> published.size() == events);
    }
}
