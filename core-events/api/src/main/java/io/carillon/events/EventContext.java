// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.util.Optional;
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

    /** Number of this attempt, from 1. Goes on counting over restarts and upgrades. */
    int attempt();

    /** Of which replay this delivery is part; empty for the delivery the log owes the subscription. */
    Optional<String> replayId();

    /**
     * The plugin's state as this delivery changes it. Reads see the changes made here and those committed before; the
     * changes are committed together with the mark that the event is handled, or not at all. Limits are those of
     * {@link PluginState}; all writes of one delivery together have at most {@value PluginState#MAX_KEYS} keys.
     *
     * <p>For a live subscription or a replay there is no mark to commit with: changes are written when the handler returns.
     */
    PluginState state();

    /**
     * Whether this subscription does something for the first time. The key is remembered together with the mark that the
     * event is handled; a crash in between asks again.
     *
     * @param key 1 to {@value PluginState#MAX_KEY_LENGTH} characters
     * @return {@code true} if the key was not known
     * @throws StoreUnavailableException if the store cannot be reached
     */
    boolean once(String key);

    /**
     * Publishes an event caused by this one: its causation id is this event's id, and correlation, trace, actor and
     * tenant carry over unless the draft sets its own. As {@link EventBus#publish(EventDraft)} in all else.
     */
    CompletionStage<Receipt> publish(EventDraft draft);

    /** {@link #publish(EventDraft)} of {@code EventDraft.of(type, data)}. */
    CompletionStage<Receipt> publish(String type, Object data);
}
