// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One delivery, as its handler sees it. Valid until {@link EventHandler#handle} returns; publishing stays possible
 * afterwards and keeps the causal chain.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface EventContext {

    /** The event with its whole envelope. */
    Event event();

    /** Place of the event in the log, from 1; 0 for an ephemeral event. */
    long position();

    /** Identity of the subscription, {@code <symbolic name>:<id>}. */
    String subscription();

    /** Number of this attempt, from 1. Counts since the subscription was last started. */
    int attempt();

    /**
     * Publishes an event caused by this one: its causation id is this event's id, and correlation, trace, actor and
     * tenant carry over unless the draft sets its own. As {@link EventBus#publish(EventDraft)} in all else.
     */
    CompletionStage<Receipt> publish(EventDraft draft);

    /** {@link #publish(EventDraft)} of {@code EventDraft.of(type, data)}. */
    CompletionStage<Receipt> publish(String type, Object data);
}
