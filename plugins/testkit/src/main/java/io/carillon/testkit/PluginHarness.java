// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.Event;
import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.EventHandler;
import io.carillon.events.EventsException;
import io.carillon.events.PluginContext;
import io.carillon.events.Subscribe;
import io.carillon.events.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * A host for one plugin inside a unit test: a bus that records everything, state in memory, a clock that the test moves.
 *
 * <pre>{@code
 * PluginHarness harness = PluginHarness.of(new Hello());
 * harness.publish("scan.completed", Map.of("libraryId", "films", "filesScanned", 3));
 * assertThat(harness.published("hello.greeted").get(0).data().value()).isEqualTo("Scanned 3 files in films");
 * }</pre>
 *
 * <p>{@link #publish} returns when all handlers are done, with the events their events caused. What a handler throws is
 * an {@link Attempt}, never an exception in the test; {@link #retryFailed} delivers such events again.
 *
 * <p>Threads: safe for concurrent use. Handlers run on the thread that published, one at a time.
 */
public final class PluginHarness implements AutoCloseable {

    /** Source of the events the test publishes. */
    public static final String TEST_SOURCE = "/test";

    private final TestClock clock = new TestClock();
    private final Outage outage = new Outage();
    private final RecordingBus bus;
    private final TestPluginContext context;

    private PluginHarness(String plugin) {
        JsonBinding binding = new JsonBinding();
        Causality causality = new Causality();
        MemoryState state = new MemoryState(binding, outage);
        this.bus = new RecordingBus(plugin, clock, binding, causality, outage, state);
        this.context = new TestPluginContext(plugin, state, clock, causality);
    }

    /**
     * A harness for a handler, with the subscription its class declares by {@link Subscribe}.
     *
     * @throws IllegalArgumentException if the class declares none
     */
    public static PluginHarness of(EventHandler<?> handler) {
        return empty(handler.getClass().getPackageName()).handler(handler);
    }

    /** A harness without handlers, for a plugin that publishes or registers its own. */
    public static PluginHarness empty(String plugin) {
        return new PluginHarness(plugin);
    }

    /**
     * Adds a handler with the subscription its class declares by {@link Subscribe}.
     *
     * @throws IllegalArgumentException if the class declares none
     */
    public PluginHarness handler(EventHandler<?> handler) {
        return handler(
                handler,
                DeclaredSubscription.of(handler.getClass())
                        .orElseThrow(() -> new IllegalArgumentException(handler.getClass()
                                        .getName() + " has no @Subscribe; add it, or give the subscription")));
    }

    /** Adds a handler with this subscription. */
    public PluginHarness handler(EventHandler<?> handler, Subscription subscription) {
        bus.register(subscription, handler);
        return this;
    }

    /** Publishes an event as somebody else than the plugin, and delivers it. */
    public PluginHarness publish(String type, Object data) {
        return publish(EventDraft.of(type, data));
    }

    /**
     * Publishes an event as somebody else than the plugin (source {@value #TEST_SOURCE} unless it names one), and
     * delivers it.
     *
     * @throws EventsException if the bus refuses it
     */
    public PluginHarness publish(EventDraft draft) {
        try {
            bus.append(draft.toBuilder()
                            .source(draft.source().orElse(TEST_SOURCE))
                            .build())
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof EventsException refused) {
                throw refused;
            }
            throw e;
        }
        return this;
    }

    /** Delivers every event whose last attempt failed once more. */
    public PluginHarness retryFailed() {
        bus.retryFailed();
        return this;
    }

    /**
     * Delivers every event of the log once more to the handlers that want it and allow replay, as an operator may.
     *
     * @param replayId what the handlers see of it
     */
    public PluginHarness replay(String replayId) {
        bus.replay(replayId);
        return this;
    }

    /** Moves the clock of {@link PluginContext#clock} forward. */
    public PluginHarness advance(Duration by) {
        clock.advance(by);
        return this;
    }

    /** Takes the store away, or gives it back: meanwhile publishing and state fail as they do in a host. */
    public PluginHarness storeAway(boolean away) {
        outage.away(away);
        return this;
    }

    /** Makes the next publish fail; several calls, several failures. */
    public PluginHarness refuseNext(EventsException with) {
        outage.refuseNext(with);
        return this;
    }

    /** All events in the order they were published; an immutable list. */
    public List<Event> history() {
        return bus.history();
    }

    /** The events of one type in the order they were published; an immutable list. */
    public List<Event> published(String type) {
        return history().stream().filter(event -> event.type().equals(type)).toList();
    }

    /** All calls of handlers in their order; an immutable list. */
    public List<Attempt> attempts() {
        return bus.attempts();
    }

    /** The attempts that failed, in their order; an immutable list. */
    public List<Attempt> failures() {
        return attempts().stream().filter(attempt -> !attempt.handled()).toList();
    }

    /** The bus as the plugin sees it. */
    public EventBus bus() {
        return bus;
    }

    /** What the host offers the plugin. */
    public PluginContext context() {
        return context;
    }

    /** The clock of {@link #context}. */
    public TestClock clock() {
        return clock;
    }

    /** Stops the plugin's executor and deletes its data directory. */
    @Override
    public void close() {
        context.close();
    }
}
