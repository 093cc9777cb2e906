// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.plugin;

import io.carillon.events.ClosedException;
import io.carillon.events.DeliveryReport;
import io.carillon.events.Event;
import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.EventHandler;
import io.carillon.events.EventsException;
import io.carillon.events.OverloadedException;
import io.carillon.events.Receipt;
import io.carillon.events.Registration;
import io.carillon.events.Subscription;
import io.carillon.events.bus.internal.deliver.HandlerThreads;
import io.carillon.events.bus.internal.deliver.PluginHandler;
import io.carillon.events.bus.internal.deliver.PluginPool;
import io.carillon.events.bus.internal.deliver.Subscriber;
import io.carillon.events.bus.internal.json.JsonBinding;
import io.carillon.events.bus.internal.load.PluginAccount;
import io.carillon.events.bus.internal.publish.EventMaker.Made;
import io.carillon.events.bus.internal.publish.Publisher;
import io.carillon.events.bus.internal.publish.ReceiptDesk;
import io.carillon.events.store.EventQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bus as one plugin sees it. Everything that knows classes of the plugin hangs here, so that nothing of them is left
 * when the view is closed.
 */
public final class PluginView implements EventBus, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PluginView.class);
    private static final int MAX_TASKS = 1_000;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final PluginIdentity identity;
    private final PluginServices services;
    private final Publisher publisher;
    private final JsonBinding binding;
    private final PluginAccount account;
    private final PluginPool pool;
    private final ExecutorService tasks;
    private final ReceiptDesk desk;
    private final FailureLog failures;
    private final Set<PluginRegistration> registrations = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public PluginView(PluginIdentity identity, PluginServices services) {
        this.identity = identity;
        this.services = services;
        this.publisher = Publisher.plugin(identity.id(), identity.version());
        this.binding = new JsonBinding(identity.loader());
        this.account =
                new PluginAccount(identity.id(), identity.loader(), services.pendingOfOne(), services.publishTimeout());
        this.pool = new PluginPool(
                account, identity.loader(), services.delivery().pluginThreads(), MAX_TASKS, services.timers());
        this.tasks = new PluginTasks(pool);
        this.desk = new ReceiptDesk(
                services.receipts(),
                services.publishTimeout(),
                tasks,
                pool.factory("plugin " + identity.id() + " receipts #"));
        this.failures = new FailureLog(identity.id(), services.clock());
    }

    /** The plugin. */
    public PluginIdentity identity() {
        return identity;
    }

    /** What it takes. */
    public PluginAccount account() {
        return account;
    }

    /** What it binds its data with. */
    JsonBinding binding() {
        return binding;
    }

    /** Its pool as it sees it. */
    ExecutorService tasks() {
        return tasks;
    }

    @Override
    public CompletionStage<Receipt> publish(EventDraft draft) {
        return receipt(() -> submit(List.of(draft)).thenApply(receipts -> receipts.get(0)));
    }

    @Override
    public CompletionStage<List<Receipt>> publishAll(List<EventDraft> drafts) {
        return receipt(() -> submit(drafts));
    }

    private CompletableFuture<List<Receipt>> submit(List<EventDraft> drafts) {
        return admitted(drafts.size(), () -> services.publishing().publish(drafts, publisher, binding));
    }

    /** Publishes when the plugin may, and puts it on its account. */
    private CompletableFuture<List<Receipt>> admitted(int events, Supplier<CompletableFuture<List<Receipt>>> publish) {
        account.admit(events);
        boolean submitted = false;
        try {
            CompletableFuture<List<Receipt>> answer =
                    publish.get().whenComplete((receipts, failure) -> account.answered(events, failure == null));
            submitted = true;
            return answer;
        } finally {
            if (!submitted) {
                account.answered(events, false);
            }
        }
    }

    private <T> CompletionStage<T> receipt(Supplier<CompletableFuture<T>> publish) {
        ensureOpen();
        boolean reserved = false;
        boolean submitted = false;
        try {
            desk.reserve();
            reserved = true;
            CompletionStage<T> receipt = desk.receipt(publish.get());
            submitted = true;
            return receipt;
        } catch (OverloadedException e) {
            services.publishing().countRefused();
            return CompletableFuture.failedStage(e);
        } finally {
            if (reserved && !submitted) {
                desk.release();
            }
        }
    }

    @Override
    public void publishAndForget(EventDraft draft) {
        ensureOpen();
        List<Made> made = services.publishing().make(List.of(draft), publisher, binding);
        String what = made.get(0).event().toString();
        try {
            CompletableFuture<List<Receipt>> unused = admitted(
                            1, () -> services.publishing().submit(made))
                    .whenComplete((receipts, failure) -> {
                        if (failure != null) {
                            failures.add(what, failure);
                        }
                    });
        } catch (OverloadedException e) {
            services.publishing().countRefused();
            failures.add(what, e);
        }
    }

    @Override
    public DeliveryReport publishAndWait(EventDraft draft, Duration timeout) throws InterruptedException {
        ensureOpen();
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must be more than zero, got " + timeout);
        }
        if (HandlerThreads.onHandlerThread()) {
            throw new IllegalStateException(
                    "publishAndWait from a handler would wait for itself; publish without waiting");
        }
        List<Made> made = services.publishing().make(List.of(draft), publisher, binding);
        Event event = made.get(0).event();
        List<String> live = services.table().live(event.type(), made.get(0).ephemeral());
        try (var wait = services.firstAttempts().expect(event, live)) {
            Receipt receipt = await(admitted(1, () -> services.publishing().submit(made)));
            return new DeliveryReport(receipt, receipt.duplicate() ? List.of() : wait.await(timeout));
        }
    }

    private static Receipt await(CompletableFuture<List<Receipt>> answer) throws InterruptedException {
        try {
            return answer.get().get(0);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EventsException failure) {
                throw failure;
            }
            throw new IllegalStateException("publishing ended unexpectedly", e);
        }
    }

    @Override
    public Registration subscribe(Subscription subscription, EventHandler<Event> handler) {
        ensureOpen();
        PluginRegistration registration = new PluginRegistration(add(subscription, handler));
        registrations.add(registration);
        if (closed) { // since it was asked above
            registration.end();
            ensureOpen();
        }
        return registration;
    }

    /**
     * Adds a handler of this plugin, however it was declared.
     *
     * @throws IllegalStateException if the plugin has a subscription of this id already
     * @throws IllegalArgumentException if it would never be given anything
     */
    public Subscriber add(Subscription subscription, EventHandler<Event> handler) {
        String objection = services.ephemeral().objection(subscription);
        if (objection != null) {
            throw new IllegalArgumentException(objection);
        }
        Subscriber added = services.subscriptions()
                .add(
                        new PluginHandler(identity.id(), identity.version(), handler, binding, this::publish, pool),
                        subscription);
        services.drains().added(added);
        return added;
    }

    /** Takes a handler of this plugin away. */
    public void remove(Subscriber subscriber) {
        services.subscriptions().remove(subscriber, services.delivery().budget());
    }

    @Override
    public int unsubscribeAll() {
        int count = 0;
        for (PluginRegistration each : registrations) {
            if (each.end()) {
                count++;
            }
        }
        return count;
    }

    @Override
    public int handlerCount() {
        return services.table().size();
    }

    @Override
    public int handlerCount(String type) {
        return services.table().wanting(type).size();
    }

    @Override
    public Optional<Event> latest(String type, String subject) {
        ensureOpen();
        EventQuery query =
                EventQuery.builder().types(type).subject(subject).limit(1).build();
        return services.store().read(open -> open.query(query)).events().stream()
                .findFirst()
                .map(stored -> stored.event().bind(binding));
    }

    private void ensureOpen() {
        if (closed) {
            throw new ClosedException("plugin " + identity.id() + " has stopped; its view of the bus is closed");
        }
    }

    /** Ends everything of the plugin: handlers, tasks, receipts. Waits a second for its threads to end. */
    @Override
    public void close() {
        if (end()) {
            awaitEnd(System.nanoTime() + GRACE.toNanos());
        }
    }

    /** Ends everything without waiting for its threads; false if that was done before. */
    public boolean end() {
        if (closed) {
            return false;
        }
        unsubscribeAll();
        closed = true;
        unsubscribeAll(); // who came in between
        desk.close();
        pool.interrupt();
        return true;
    }

    /** Waits for its threads to end, until a time of {@link System#nanoTime}, and reports those that do not. */
    public void awaitEnd(long end) {
        pool.awaitEnd(end);
        LOG.debug("The view of plugin {} is closed", identity.id());
    }

    private final class PluginRegistration implements Registration {

        private final Subscriber subscriber;

        PluginRegistration(Subscriber subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public String subscription() {
            return subscriber.name();
        }

        boolean end() {
            boolean first = registrations.remove(this);
            if (first) {
                remove(subscriber);
            }
            return first;
        }

        @Override
        public void close() {
            end();
        }
    }
}
