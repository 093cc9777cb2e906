// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.admin.AuditAdmin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class AuditTrailTest {

    private final Queue<EventDraft> published = new ConcurrentLinkedQueue<>();
    private AuditTrail audit = new AuditTrail();

    @AfterEach
    void close() {
        audit.close();
    }

    private void deny(int times, String by, String from) {
        for (int i = 0; i < times; i++) {
            int before = published.size();
            int most = by.equals(AuditAdmin.ANONYMOUS)
                    ? AuditAdmin.ANONYMOUS_DENIALS_PER_MINUTE
                    : AuditAdmin.DENIALS_PER_MINUTE;
            audit.denied("GET /api/v1/tokens", by, from, "forbidden");
            if (i < most) {
                await().pollInterval(Duration.ofMillis(1)).until(() -> published.size() == before + 1);
            }
        }
    }

    private List<EventData> numbers() {
        return published.stream()
                .filter(event -> event.subject().orElse("").equals("denials"))
                .map(EventDraft::data)
                .toList();
    }

    @Test
    void of_many_denials_in_a_minute_most_are_only_counted() {
        audit.setBus(TestBus.of(published::add));

        deny(AuditAdmin.DENIALS_PER_MINUTE + 40, "token:ci", "192.0.2.1");
        assertThat(published).hasSize(AuditAdmin.DENIALS_PER_MINUTE);
        audit.close();

        assertThat(published).hasSize(AuditAdmin.DENIALS_PER_MINUTE + 1);
        assertThat(published).allSatisfy(event -> assertThat(event.type()).isEqualTo("carillon.access.denied"));
        assertThat(numbers())
                .containsExactly(
                        EventData.of(Map.of("count", 40, "by", "known callers", "from", List.of("192.0.2.1"))));
    }

    @Test
    void whom_nothing_vouches_for_does_not_use_up_what_is_told_of_known_callers() {
        audit.setBus(TestBus.of(published::add));

        deny(AuditAdmin.ANONYMOUS_DENIALS_PER_MINUTE, AuditAdmin.ANONYMOUS, "192.0.2.1");
        for (int i = 0; i < 1_000; i++) {
            audit.denied("GET /", AuditAdmin.ANONYMOUS, "198.51.100." + i % 250, "unauthenticated");
        }
        deny(1, "token:ci", "192.0.2.9");
        audit.close();

        assertThat(published).hasSize(AuditAdmin.ANONYMOUS_DENIALS_PER_MINUTE + 2);
        List<String> first = IntStream.range(0, DenialMinute.MAX_ADDRESSES)
                .mapToObj(i -> "198.51.100." + i)
                .toList();
        assertThat(numbers())
                .containsExactly(EventData.of(Map.of("count", 1_000, "by", AuditAdmin.ANONYMOUS, "from", first)));
    }

    @Test
    void the_number_is_told_when_the_minute_is_over_whether_more_come_or_not() {
        audit = new AuditTrail(Duration.ofSeconds(3));
        audit.setBus(TestBus.of(published::add));
        for (int i = 0; i < 100; i++) {
            audit.denied("GET /", AuditAdmin.ANONYMOUS, "192.0.2.1", "unauthenticated");
        }

        await().until(() -> !numbers().isEmpty());
        int told = published.size();
        audit.denied("GET /", AuditAdmin.ANONYMOUS, "192.0.2.1", "unauthenticated");
        await().until(() -> published.size() == told + 1);
        assertThat(numbers()).as("another minute began").hasSize(1);
    }

    @Test
    void what_waits_for_the_bus_is_bounded_and_told_before_a_close_ends() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        audit.setBus(TestBus.of(event -> {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            published.add(event);
        }));
        for (int i = 0; i < AuditTrail.MAX_WAITING + 50; i++) {
            audit.record("carillon.test", "test:" + i, "tester", Map.of());
        }
        assertThat(published).isEmpty();

        slow.countDown();
        audit.close();

        assertThat(published).hasSize(AuditTrail.MAX_WAITING);
    }

    @Test
    void what_the_bus_took_or_refused_makes_room_for_what_follows() {
        AtomicInteger asked = new AtomicInteger();
        audit.setBus(TestBus.of(event -> {
            if (asked.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("refused on purpose");
            }
        }));

        for (int recorded = 1; recorded <= 3 * AuditTrail.MAX_WAITING; recorded++) {
            audit.record("carillon.test", "test", "tester", Map.of());
            int all = recorded;
            if (recorded % (AuditTrail.MAX_WAITING / 2) == 0) {
                await().until(() -> asked.get() == all);
            }
        }
    }
}
