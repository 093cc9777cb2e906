// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.Subscription;
import io.carillon.events.admin.ClearAdmin;
import io.carillon.events.admin.JobWork;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.StoredEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ClearTest {

    /** Can be cancelled. */
    private static final class Counting implements JobWork.Progress {
        private long done;
        private long cancelAt = Long.MAX_VALUE;

        @Override
        public void total(long total) {
            // not known beforehand
        }

        @Override
        public void done(long value) {
            done = value;
        }

        @Override
        public void checkCancelled() {
            if (done >= cancelAt) {
                throw new CancellationException("enough");
            }
        }
    }

    private final BusFixture bus = BusFixture.running();
    private final Counting progress = new Counting();

    @AfterEach
    void stop() {
        bus.close();
    }

    private static ClearAdmin.Request of(EventQuery.Builder query, boolean dryRun) {
        return new ClearAdmin.Request(query.build(), event -> true, "a selection", "a reason", dryRun);
    }

    private ClearAdmin.Cleared clear(EventQuery.Builder query) {
        return bus.core.clearing().clear(of(query, false), "token:ops", progress);
    }

    private void publish(String type, int count) {
        for (int from = 0; from < count; from += 500) {
            List<EventDraft> drafts = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + 500); i++) {
                drafts.add(EventDraft.of(type, Map.of("secret", i)));
            }
            BusFixture.get(bus.plugin.publishAll(drafts));
        }
    }

    private List<Event> records(String type) {
        return bus.hostEvents().stream()
                .filter(event -> event.type().equals(type))
                .toList();
    }

    @Test
    void what_is_cleared_is_not_delivered_any_more_and_what_comes_after_it_is() {
        List<Long> handled = Collections.synchronizedList(new ArrayList<>());
        bus.plugin.subscribe(Subscription.durable("late", "a.*"), (event, context) -> handled.add(context.position()));
        await().until(() -> bus.store.subscriptions().size() == 1);
        bus.core.subscriptions().setEnabled("test.plugin:late", false, "test");
        publish("a.x", 3);
        long kept = bus.publish("b.x").position();
        long next = bus.publish("a.y").position();

        ClearAdmin.Cleared cleared = clear(EventQuery.builder().types("a.x", "b.x"));
        bus.core.subscriptions().setEnabled("test.plugin:late", true, "test");

        assertThat(cleared.cleared()).isEqualTo(4);
        assertThat(cleared.unread()).isEqualTo(3);
        await().until(() -> bus.status("late").lag() == 0);
        assertThat(handled).containsExactly(next);
        assertThat(bus.core
                        .events()
                        .find(bus.store.readAfter(kept - 1, 1).get(0).event().id()))
                .allMatch(StoredEvent::deleted);
        assertThat(bus.core
                        .events()
                        .count(EventQuery.builder()
                                .types("a.**", "b.**")
                                .withoutDeleted()
                                .build()))
                .isEqualTo(1);
    }

    @Test
    void a_clear_leaves_a_record_in_its_own_commit_and_never_takes_one() {
        publish("a.x", 2);

        ClearAdmin.Cleared dry = bus.core.clearing().clear(of(EventQuery.builder(), true), "token:ops", progress);
        assertThat(records("carillon.events.cleared")).isEmpty();
        ClearAdmin.Cleared cleared = clear(EventQuery.builder());

        assertThat(dry).isEqualTo(new ClearAdmin.Cleared(2, 0, ""));
        Event record = records("carillon.events.cleared").get(0);
        assertThat(record.id()).isEqualTo(cleared.auditEventId());
        assertThat(record.actor()).hasValue("token:ops");
        assertThat(record.data().text())
                .contains("\"clearedCount\":2", "\"selection\":\"a selection\"", "\"reason\":\"a reason\"");
        assertThat(records("carillon.events.clearing")).isEmpty();
        assertThat(clear(EventQuery.builder()).cleared()).isZero();
        assertThat(records("carillon.events.cleared")).hasSize(2);
    }

    @Test
    void a_clear_in_parts_is_announced_with_the_first_and_recorded_even_when_it_is_cancelled() {
        publish("a.x", 1_600);
        progress.cancelAt = 1_500;

        assertThatThrownBy(() -> clear(EventQuery.builder().types("a.x"))).isInstanceOf(CancellationException.class);

        long left = bus.core
                .events()
                .count(EventQuery.builder().types("a.x").withoutDeleted().build());
        assertThat(left).isEqualTo(600);
        List<Event> announced =
                bus
                        .core
                        .events()
                        .query(EventQuery.builder().types("carillon.events.*").build())
                        .events()
                        .stream()
                        .map(StoredEvent::event)
                        .toList();
        assertThat(announced)
                .extracting(Event::type)
                .containsExactly("carillon.events.cleared", "carillon.events.clearing");
        assertThat(announced.get(0).data().text()).contains("\"clearedCount\":1000", "\"cancelled\":true");
    }

    @Test
    void one_event_is_deleted_once_and_a_record_of_the_host_never() {
        long position = bus.publish("a.x").position();

        bus.core.clearing().delete(position, "token:ops");
        bus.core.clearing().delete(position, "token:ops");

        assertThat(bus.store.readAfter(position - 1, 1).get(0).deleted()).isTrue();
        assertThat(records("carillon.event.deleted")).hasSize(1);
        long record = bus.store.head().position();
        assertThatThrownBy(() -> bus.core.clearing().delete(record, "token:ops"))
                .isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> bus.core.clearing().delete(record + 1, "token:ops"))
                .isInstanceOf(NoSuchElementException.class);
    }
}
