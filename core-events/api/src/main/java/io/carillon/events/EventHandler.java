// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Handles the events of one subscription. A plugin registers a handler as an OSGi service of this type; {@link Subscribe}
 * (or service properties of the same names) says which events it wants.
 *
 * <p>{@code T} is what the handler is given: {@link Event}, {@link EventData}, {@code Map<String, Object>}, or a record
 * the event's JSON data is bound to. It is read from the class's {@code implements} clause; a lambda does not keep its
 * type argument and is given the {@link Event}.
 *
 * <p>Threads: at most {@link Subscribe#lanes} calls at a time, one unless it declares more, on a thread of the
 * plugin's own pool, never on one of the bus or the network. A handler may block; beyond its time budget it is
 * interrupted and the attempt counts as failed. A call that does not react to that is given up: what it returns or changes
 * afterwards counts for nothing, and other calls are made beside it, the retry of the same event included.
 *
 * @param <T> the form in which the event is handed over
 */
@ConsumerType
@FunctionalInterface
public interface EventHandler<T> {

    /**
     * Handles one event. Returning means handled. Throwing anything, errors included, means this attempt failed and the
     * event will be delivered again. A durable subscription may see an event more than once, after a crash for instance:
     * {@code context.event().id()} with {@code source()} is the key to recognise it.
     *
     * @param event the event in the form {@code T}
     * @param context the delivery: envelope, position, attempt, and publishing that keeps the causal chain
     * @throws Exception to fail this attempt; the text is shown to the operator
     */
    void handle(T event, EventContext context) throws Exception;
}
