// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.bus.internal.log.LogEntry;
import io.carillon.events.bus.internal.log.Timers;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has the subscriptions of a lower band let those of the higher bands go first, event by event. One that keeps up with the
 * log is waited for until its first attempt has ended, but not beyond a deadline after the event was recorded; who was
 * waited for in vain is not waited for again until it has handled something and keeps up.
 *
 * <p>While all subscriptions are in one band nobody asks and nothing is noted.
 *
 * <p>Threads: safe for concurrent use. Whoever asks holds its own lock, and asks for those of higher bands only; those are
 * never asked for with the lock of a higher one held, so that the locks are taken in one order. Nobody is called back with a
 * lock held. A subscription notes that it waits before it looks, and one that ends its attempt looks for who waits after it
 * has noted that; so no end is missed, and if one were, the next round would see it.
 */
public final class Bands {

    private static final Duration ROUND = Duration.ofMillis(250);

    private final SubscriptionTable table;
    private final Duration deadline;
    private final Clock clock;
    private final Timers timers;
    private final HeadHistory heads;
    /** Who waits to begin with a position, and since when: as many as there are lanes at most. */
    private final Map<Long, Map<Subscriber, Long>> waiting = new ConcurrentHashMap<>();
    /** Events handled by those that left, at the time. */
    private final Map<Subscriber, Long> left = new ConcurrentHashMap<>();

    /**
     * Bands of the subscriptions of a table, which need no further telling.
     *
     * @param deadline how long after it was recorded an event may be held back
     */
    public Bands(SubscriptionTable table, Duration deadline, Clock clock, Timers timers) {
        this.table = table;
        this.deadline = deadline;
        this.clock = clock;
        this.timers = timers;
        this.heads = new HeadHistory(deadline);
        table.watch(this::arrange);
    }

    /** Gives every subscription its gate, or none, as the bands now are. */
    private void arrange(Collection<Subscriber> all) {
        boolean several =
                all.stream().map(each -> each.declared().priority()).distinct().count() > 1;
        left.keySet().retainAll(all);
        for (Subscriber each : all) {
            each.gate(several ? new Gate(each) : StartGate.OPEN);
        }
    }

    /** Notes up to where the log has been told of, at any time. */
    void told(long position) {
        heads.note(clock.millis(), position);
    }

    /** Of one subscription. */
    private final class Gate implements StartGate {

        private final Subscriber subscriber;

        Gate(Subscriber subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public boolean mayStart(LogEntry entry) {
            long position = entry.position();
            List<Subscriber> above = table.index()
                    .above(entry.event().type(), subscriber.declared().priority());
            if (position == 0 || above.isEmpty()) {
                return true;
            }
            if (above.stream().allMatch(each -> each.attempted(position))) {
                forget(position, subscriber);
                return true;
            }
            long now = clock.millis();
            // Counted from the first question too, for the clock of another host may be ahead.
            long age = now - Math.min(entry.recorded(), since(position, subscriber, now));
            if (age >= deadline.toMillis()) {
                if (forget(position, subscriber)) {
                    above.stream().filter(each -> !each.attempted(position)).forEach(Bands.this::leaves);
                }
                return true;
            }
            boolean first = remember(position, subscriber, now);
            if (above.stream().noneMatch(each -> isWaitedFor(each, position))) {
                forget(position, subscriber);
                return true;
            }
            if (first) {
                again(position, subscriber, deadline.toMillis() - age);
            }
            return false;
        }

        @Override
        public void attempted(long position) {
            Map<Subscriber, Long> waiters = waiting.getOrDefault(position, Map.of());
            waiters.keySet().stream().filter(each -> each != subscriber).forEach(Subscriber::poke);
        }
    }

    private long since(long position, Subscriber subscriber, long now) {
        return waiting.getOrDefault(position, Map.of()).getOrDefault(subscriber, now);
    }

    private boolean remember(long position, Subscriber subscriber, long now) {
        boolean[] added = new boolean[1];
        waiting.compute(position, (key, known) -> {
            Map<Subscriber, Long> all = known == null ? new ConcurrentHashMap<>() : known;
            added[0] = all.putIfAbsent(subscriber, now) == null;
            return all;
        });
        return added[0];
    }

    private boolean forget(long position, Subscriber subscriber) {
        boolean[] removed = new boolean[1];
        waiting.computeIfPresent(position, (key, known) -> {
            removed[0] = known.remove(subscriber) != null;
            return known.isEmpty() ? null : known;
        });
        return removed[0];
    }

    /** Has it look again until it has begun or is gone: who it waits for may have been paused, or have failed. */
    private void again(long position, Subscriber subscriber, long millisLeft) {
        long delay = Math.max(1, Math.min(ROUND.toMillis(), millisLeft));
        timers.after(Duration.ofMillis(delay), () -> {
            if (!table.all().contains(subscriber)) {
                forget(position, subscriber);
            } else if (waiting.getOrDefault(position, Map.of()).containsKey(subscriber)) {
                again(position, subscriber, Math.max(1, millisLeft - delay));
                subscriber.poke();
            }
        });
    }

    private boolean isWaitedFor(Subscriber higher, long position) {
        if (higher.attempted(position)) {
            return false;
        }
        SubscriptionStatus status = higher.status();
        Long handledThen = left.get(higher);
        if (handledThen != null && status.counts().handled() <= handledThen) {
            return false;
        }
        boolean keepsUp = higher instanceof LiveMailbox mailbox
                ? mailbox.isLive() && (heads.head() < position || mailbox.holds(position))
                : isAtWork(status) && status.position() >= heads.headBefore(clock.millis() - deadline.toMillis());
        if (keepsUp) {
            left.remove(higher);
        }
        return keepsUp;
    }

    /** One that tries an event again goes on with others meanwhile. */
    private static boolean isAtWork(SubscriptionStatus status) {
        return switch (status.state()) {
            case LIVE, CATCHING_UP -> true;
            case FAILING -> status.counts().retrying() > 0 && status.breaker() == SubscriptionStatus.Breaker.CLOSED;
            case STUCK, PAUSED, DRAINING, DORMANT -> false;
        };
    }

    private void leaves(Subscriber higher) {
        left.putIfAbsent(higher, higher.status().counts().handled());
    }
}
