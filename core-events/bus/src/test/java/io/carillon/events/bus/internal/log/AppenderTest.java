// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.bus.internal.log.AppendRequest.Written;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.EventStoreProvider;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import io.carillon.patience.Patience;
import io.carillon.storage.memory.internal.MemoryEventStoreProvider;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AppenderTest {

    private final Provider provider = new Provider();
    private final BusTimers timers = new BusTimers();
    private final LogTail tail = new LogTail(100, 1024 * 1024);
    private final StoreHolder store = new StoreHolder(
            new StoreSettings("memory:", Path.of("target"), Map.of(), Patience.LONGEST),
            Clock.systemUTC(),
            timers,
            new Quiet());
    private final Appender appender = new Appender(store, tail, 1_000, 1024 * 1024);
    private final CountDownLatch settling = new CountDownLatch(1);

    @BeforeEach
    void start() {
        store.add(provider);
        await().until(store::isOpen);
        appender.start();
    }

    @AfterEach
    void stop() {
        settling.countDown();
        appender.close();
        store.close();
        timers.close();
    }

    @Test
    void the_next_group_commits_while_one_is_settled() throws Exception {
        appendAndHoldUp();

        CompletableFuture<Written> second = append("b");

        await().until(() -> head() == 2);
        assertThat(second).isNotDone();
        settling.countDown();
        assertThat(second.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS).outcome())
                .isEqualTo(new UnitOutcome.Committed(List.of(2L)));
        assertThat(tail.head()).isEqualTo(2);
    }

    @Test
    void groups_that_are_not_settled_yet_are_few() {
        appendAndHoldUp();
        int most = 1 + Settler.WAITING + 1; // the one that is settled, those behind it, and the one in the hand
        for (int i = 2; i <= most; i++) {
            long expected = i;
            assertThat(append("e" + i)).isNotDone();
            await().until(() -> head() == expected);
        }

        CompletableFuture<Written> more = append("more");

        await().during(Duration.ofMillis(200)).until(() -> appender.queued() == 1);
        assertThat(head()).isEqualTo(most);
        settling.countDown();
        assertThat(more.join().outcome()).isEqualTo(new UnitOutcome.Committed(List.of(most + 1L)));
        assertThat(tail.head()).isEqualTo(most + 1L);
    }

    @Test
    void what_was_committed_is_settled_in_order_before_the_bus_ends() {
        appendAndHoldUp();
        List<String> order = new ArrayList<>();
        List<CompletableFuture<Void>> told = new ArrayList<>();
        for (String id : List.of("b", "c", "d")) {
            told.add(append(id).thenAccept(written -> order.add(id)));
        }
        await().until(() -> head() == 4);

        settling.countDown();
        appender.finish(Patience.LONGEST);

        assertThat(told).allMatch(CompletableFuture::isDone);
        assertThat(order).containsExactly("b", "c", "d");
    }

    @Test
    void a_group_is_settled_when_the_next_is_underway_and_not_while_it_is_planned() throws Exception {
        CountDownLatch planning = new CountDownLatch(1);
        CountDownLatch planned = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        AtomicReference<CompletableFuture<Written>> second = new AtomicReference<>();
        commits((target, group, underway) -> {
            long position = target.head().position();
            if (position == 0) {
                second.set(append("b")); // waits when the first group is committed
            } else if (position == 1) {
                planning.countDown();
                pass(planned);
                underway.run();
                pass(answered);
            }
            return target.commit(group);
        });

        CompletableFuture<Written> first = append("a");

        pass(planning);
        assertThatThrownBy(() -> first.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        planned.countDown();
        assertThat(position(first)).isEqualTo(1);
        assertThat(second.get()).isNotDone();
        answered.countDown();
        assertThat(position(second.get())).isEqualTo(2);
    }

    @Test
    void a_group_is_settled_after_the_next_by_a_store_that_does_not_tell() throws Exception {
        AtomicReference<CompletableFuture<Written>> second = new AtomicReference<>();
        commits((target, group, underway) -> {
            if (target.head().position() == 0) {
                second.set(append("b"));
            }
            return target.commit(group);
        });

        assertThat(position(append("a"))).isEqualTo(1);
        assertThat(position(second.get())).isEqualTo(2);
    }

    @Test
    void a_group_is_settled_although_the_next_fails() throws Exception {
        AtomicReference<CompletableFuture<Written>> second = new AtomicReference<>();
        commits((target, group, underway) -> {
            if (target.head().position() == 0) {
                second.set(append("b"));
                return target.commit(group);
            }
            throw new IllegalStateException("broken on purpose");
        });

        assertThat(position(append("a"))).isEqualTo(1);
        assertThatThrownBy(() -> position(second.get())).hasCauseInstanceOf(StoreUnavailableException.class);
    }

    private static long position(CompletableFuture<Written> answer) throws Exception {
        UnitOutcome outcome =
                answer.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS).outcome();
        return ((UnitOutcome.Committed) outcome).positions().get(0);
    }

    private static void pass(CountDownLatch latch) {
        try {
            assertThat(latch.await(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How a store commits. */
    private interface Committing {
        List<UnitOutcome> commit(EventStore target, List<WriteUnit> group, Runnable underway);
    }

    private void commits(Committing committing) {
        provider.committing = committing;
    }

    /** Its stores are in memory and commit as a test says. */
    private static final class Provider implements EventStoreProvider {

        private final EventStoreProvider memory = new MemoryEventStoreProvider();
        private volatile Committing committing = (target, group, underway) -> target.commit(group, underway);

        @Override
        public Set<String> schemes() {
            return memory.schemes();
        }

        @Override
        public EventStore open(StoreSettings settings) {
            EventStore target = memory.open(settings);
            return (EventStore) Proxy.newProxyInstance(
                    EventStore.class.getClassLoader(),
                    new Class<?>[] {EventStore.class},
                    (proxy, method, arguments) -> method.getName().equals("commit")
                            ? commit(target, arguments)
                            : method.invoke(target, arguments));
        }

        @SuppressWarnings("unchecked")
        private List<UnitOutcome> commit(EventStore target, Object[] arguments) {
            Runnable underway = arguments.length == 2 ? (Runnable) arguments[1] : () -> {};
            return committing.commit(target, (List<WriteUnit>) arguments[0], underway);
        }
    }

    /** One event whose answer holds up the thread it is told on. */
    private void appendAndHoldUp() {
        AppendRequest first = request("a");
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> unused = first.answer().thenRun(() -> {
            begun.countDown();
            try {
                settling.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(appender.append(first)).isSameAs(first.answer());
        await().until(() -> begun.getCount() == 0);
    }

    private CompletableFuture<Written> append(String id) {
        return appender.append(request(id));
    }

    private static AppendRequest request(String id) {
        EventDraft draft = EventDraft.builder("test.event")
                .id(id)
                .source("/test")
                .time(Instant.EPOCH)
                .build();
        NewEvent event = NewEvent.of(Event.of(draft), Instant.EPOCH, LogHash.body(draft));
        return new AppendRequest(WriteUnit.of(new Change.Append(event)), Patience.LONGEST);
    }

    private long head() {
        return store.read(EventStore::head).position();
    }

    private static final class Quiet implements StoreHolder.Listener {
        @Override
        public void opened(EventStore store, StoreInfo info) {}

        @Override
        public void ready() {}

        @Override
        public void closing() {}

        @Override
        public void lost(Instant since, String reason) {}
    }
}
