// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/**
 * Publishes events and registers handlers. A bundle-scoped OSGi service: each plugin has its own view, so that the host
 * knows who published. The service stays the same while stores come and go.
 *
 * <p>Every event is appended to the log before it is delivered. A receipt completes when the event is on stable storage,
 * not when handlers are done. What is published while a handler runs, on its thread or through
 * {@link PluginContext#executor()}, is recorded as caused by the handled event.
 *
 * <p>Back-pressure: when the queue before the log is full, publishing blocks the caller up to the publish time-out (5 s
 * unless configured) and then fails with {@link OverloadedException}. While no store is open it waits as long and fails
 * with {@link StoreUnavailableException}; while its store has no room it fails at once with {@link StoreFullException}.
 * Nothing is accepted and then lost.
 *
 * <p>Failures that the caller can mend at once ({@link InvalidEventException}, {@link TooLargeException},
 * {@link ClosedException}) are thrown; all others complete the stage exceptionally, always with an
 * {@link EventsException}.
 *
 * <p>Threads: safe for concurrent use. Stages complete on the plugin's own executor, never on a thread of the bus.
 */
@ProviderType
public interface EventBus {

    /** The most events in one {@link #publishAll}. */
    int MAX_BATCH = 1_000;

    /**
     * Publishes one event. The same id again from the same source gives the first receipt if the body is the same, and
     * fails with {@link EventConflictException} if it is not.
     *
     * @return the receipt, when the event is in the log
     */
    CompletionStage<Receipt> publish(EventDraft draft);

    /** {@link #publish(EventDraft)} of {@code EventDraft.of(type, data)}. */
    default CompletionStage<Receipt> publish(String type, Object data) {
        return publish(EventDraft.of(type, data));
    }

    /** {@link #publish(EventDraft)} of a record annotated with {@link EventType}. */
    default CompletionStage<Receipt> publish(Record data) {
        return publish(EventDraft.of(data));
    }

    /** Publishes without an answer; a failure is counted and logged with the event's identity. */
    void publishAndForget(EventDraft draft);

    /**
     * Publishes and waits until every live subscription that wants the event ended its first attempt.
     *
     * <p>Not to be called from a handler, which would wait for itself.
     *
     * @param timeout longest wait for the handlers, more than zero
     * @return the receipt and one outcome per subscription
     * @throws EventsException if the event was not appended
     * @throws InterruptedException if interrupted; the event may be in the log
     * @throws IllegalStateException if called from a handler
     */
    DeliveryReport publishAndWait(EventDraft draft, Duration timeout) throws InterruptedException;

    /**
     * Publishes several events together: all of them, at contiguous positions in list order, or none. Sending the very
     * same batch again gives the first receipts.
     *
     * @param drafts 1 to {@value #MAX_BATCH}, none of them ephemeral
     * @return one receipt per draft, in the same order
     */
    CompletionStage<List<Receipt>> publishAll(List<EventDraft> drafts);

    /**
     * Registers a handler without declaring a service.
     *
     * @throws IllegalStateException if this plugin has a subscription of this id already
     */
    Registration subscribe(Subscription subscription, EventHandler<Event> handler);

    /** Takes away every handler this plugin registered through {@link #subscribe}; returns how many there were. */
    int unsubscribeAll();

    /** Number of live handlers of all plugins. */
    int handlerCount();

    /** Number of live handlers of all plugins that want this type. */
    int handlerCount(String type);

    /**
     * The newest event of a type about a subject.
     *
     * @throws StoreUnavailableException if the store cannot be reached
     */
    Optional<Event> latest(String type, String subject);

    /**
     * The bus as the bundle of a class sees it; holds no static state.
     *
     * @param caller a class of the calling bundle
     * @throws IllegalStateException if the class is not from an active bundle, or there is no bus
     */
    static EventBus of(Class<?> caller) {
        Bundle bundle = FrameworkUtil.getBundle(caller);
        BundleContext context = bundle == null ? null : bundle.getBundleContext();
        if (context == null) {
            throw new IllegalStateException(caller.getName() + " is not from an active bundle");
        }
        ServiceReference<EventBus> reference = context.getServiceReference(EventBus.class);
        EventBus bus = reference == null ? null : context.getService(reference);
        if (bus == null) {
            throw new IllegalStateException("no EventBus service is registered");
        }
        return bus;
    }
}
