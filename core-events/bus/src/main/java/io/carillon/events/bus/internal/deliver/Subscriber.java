// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.Subscription;
import io.carillon.events.admin.Durations;
import io.carillon.events.admin.SubscriptionStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A subscription whose handler is there. */
public sealed interface Subscriber permits DurableSubscription, LiveMailbox {

    /** Identity, {@code <symbolic name>:<id>}. */
    String name();

    /** Symbolic name of its plugin. */
    String plugin();

    /** What the plugin declared. */
    Subscription declared();

    /** Whether it wants events of this type. */
    boolean wants(String type);

    /** Switches delivery on or off. */
    void enable(boolean enabled);

    /** Keeps the time of its handler. */
    void keepTime(long now);

    /** How it stands, as far as is known without asking the store: no lag in time, dead letters others wait behind. */
    SubscriptionStatus status();

    /** How long the calls of its handler took. */
    Durations took();

    /** Whether it is close to the end of the log and nothing holds it up. */
    boolean isLive();

    /** Whether the first attempt at an event has ended, or will not be made soon. */
    boolean attempted(long position);

    /** Has it ask again whether it may begin with what it wants. */
    void poke();

    /** Has it ask before its first attempt at each event. */
    void gate(StartGate gate);

    /**
     * Delivers an event once more, in turn with those of its key. Nothing is noted of it.
     *
     * @return what the attempt failed with, empty if the event was handled; fails with {@link java.util.concurrent.RejectedExecutionException} if the subscription does
     *     not deliver now, or as many wait as it has lanes
     */
    CompletableFuture<Optional<String>> replay(Event event, long position, String replayId);

    /**
     * Takes nothing up any more, waits for the calls that run, and has the checkpoint stored if a store is open.
     *
     * @param patience how long a call may go on before it is interrupted
     * @return the calls that react to nothing, each in a sentence
     */
    List<String> drain(Duration patience);

    /** Goes on after {@link #drain}. */
    void undrain();

    /** Calls that run now. */
    int inFlight();

    /** Whether an event is being handled now. */
    boolean isHandling(long position);

    /** Its last attempts. */
    RecentDeliveries recent();

    /**
     * Ends delivery. When this returns no call runs, or the one that does reacts to nothing. Closing twice does nothing.
     *
     * @param patience how long a call that runs may go on before it is interrupted
     */
    void close(Duration patience);
}
