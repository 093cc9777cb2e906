// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.Event;
import io.carillon.events.OnPoison;
import io.carillon.events.Subscription;
import io.carillon.events.bus.internal.ModelItem.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a durable subscription owes its handler, told by the rules alone: a machine that says of each thing that happens
 * whether it was allowed to. It knows every event by itself and keeps no queue, window or cursor.
 *
 * <p>Threads: guarded by its owner.
 */
final class SubscriptionModel {

    final String name;
    final Subscription declared;
    private final TreeMap<Long, ModelItem> items = new TreeMap<>();
    private final Map<String, TreeMap<Long, ModelItem>> byKey = new HashMap<>();
    /** Those that are neither handled nor dropped. */
    private final TreeSet<Long> unfinished = new TreeSet<>();

    private final Set<Long> running = new HashSet<>();
    boolean paused;
    private int startedWhilePaused;
    private int startedWhileStopped;
    private long checkpoint;

    SubscriptionModel(String name, Subscription declared) {
        this.name = name;
        this.declared = declared;
    }

    /** Learns of an event of the log. */
    void appended(long position, Event event) {
        if (declared.wants(event.type())) {
            ModelItem item = new ModelItem(position, key(event));
            items.put(position, item);
            unfinished.add(position);
            if (item.key != null) {
                byKey.computeIfAbsent(item.key, key -> new TreeMap<>()).put(position, item);
            }
        }
    }

    private @Nullable String key(Event event) {
        return switch (declared.ordering()) {
            case SUBJECT -> event.subject().orElse(null);
            case CORRELATION -> event.correlationId().orElse(null);
            case GLOBAL -> "all";
            case NONE -> null;
        };
    }

    /** The handler is called. */
    void started(long position, int attempt, Instant now) {
        ModelItem item = get(position);
        boolean again = item.stage == Stage.HANDLED && (item.mayRepeat || item.doubtful) || item.optional;
        require(
                item.stage == Stage.OPEN || item.stage == Stage.WAITING || again,
                () -> "delivered though it is " + item.stage + ": " + item);
        require(
                running.size() < declared.lanes(),
                () -> "more than " + declared.lanes() + " at a time: " + item + " beside " + running);
        require(!now.isBefore(item.notBefore), () -> "tried again at " + now + ", before " + item.notBefore);
        boolean counts = attempt == item.attempts + 1;
        require(
                counts || (item.mayForget || item.mayRepeat) && attempt >= 1 && attempt <= item.attempts + 1,
                () -> "attempt " + attempt + " after " + item.attempts + " of " + item);
        requireItsTurn(item);
        if (paused) {
            startedWhilePaused++;
            require(
                    startedWhilePaused <= declared.lanes(),
                    () -> startedWhilePaused + " calls began while it was paused, the last " + item);
        }
        item.stage = Stage.RUNNING;
        item.attempts = attempt - 1;
        item.doubtful = false;
        running.add(position);
        unfinished.add(position);
    }

    private void requireItsTurn(ModelItem item) {
        if (declared.onPoison() == OnPoison.STOP && !item.asked) {
            requireThatItDidNotStop(item);
        }
        if (item.key == null || item.outOfOrder) {
            return;
        }
        for (ModelItem before : ofKey(item.key).headMap(item.position).values()) {
            boolean passed = before.finished()
                    || before.optional
                    || before.stage == Stage.DEAD && declared.onPoison() == OnPoison.SKIP
                    || before.outOfOrder;
            require(
                    passed || before.stage == Stage.DEAD && !isHolding(before),
                    () -> "overtakes " + before + ": " + item);
        }
        for (long each : running) {
            require(
                    !item.key.equals(get(each).key) || get(each).outOfOrder,
                    () -> "runs beside " + get(each) + ": " + item);
        }
    }

    /** A call may be on its way to the handler when the subscription stops, in each lane. */
    private void requireThatItDidNotStop(ModelItem item) {
        List<ModelItem> dead = unfinished.stream()
                .map(this::get)
                .filter(each -> each.stage == Stage.DEAD && each.letterSeen)
                .toList();
        startedWhileStopped = dead.isEmpty() ? 0 : startedWhileStopped + 1;
        require(
                startedWhileStopped < declared.lanes(),
                () -> "delivered though the subscription stopped behind " + dead + ": " + item);
    }

    private boolean isStopped() {
        return declared.onPoison() == OnPoison.STOP
                && unfinished.stream().anyMatch(each -> get(each).stage == Stage.DEAD);
    }

    boolean isHolding(ModelItem dead) {
        return dead.key != null && declared.onPoison() != OnPoison.SKIP;
    }

    /** The handler has returned or thrown. */
    void ended(long position, boolean well, Instant now) {
        ModelItem item = get(position);
        item.attempts++;
        running.remove(position);
        item.mayRepeat = false;
        item.mayForget = false;
        item.optional = false;
        if (well) {
            handled(item);
            item.handledAt = now;
            return;
        }
        List<Duration> delays = declared.retries().delays();
        if (item.attempts > delays.size()) {
            die(item);
        } else {
            item.stage = Stage.WAITING;
            Duration delay = delays.get(item.attempts - 1);
            item.notBefore = now.plusMillis(
                    (long) Math.floor(delay.toMillis() * (1 - declared.retries().jitter())));
        }
    }

    private void handled(ModelItem item) {
        unfinished.remove(item.position);
        item.handle();
    }

    void die(ModelItem item) {
        item.die();
        unfinished.add(item.position);
        startedWhileStopped = 0;
    }

    /** The last thing a thread was seen to do was to return from this event; it may be counted as a time-out. */
    void interruptedAfter(long position) {
        ModelItem item = get(position);
        if (item.stage == Stage.HANDLED) {
            item.doubtful = true;
            item.everDoubtful = true;
            item.mayForget = true;
        }
    }

    void pause(boolean on) {
        paused = on;
        startedWhilePaused = 0;
    }

    /** A dead letter is to be delivered again. */
    void replayed(long position) {
        ModelItem item = get(position);
        item.outOfOrder = !isHolding(item) || item.outOfOrder;
        item.stage = Stage.WAITING;
        item.attempts = 0;
        item.asked = true;
    }

    /** A dead letter is given up. */
    void discarded(long position) {
        get(position).stage = Stage.DROPPED;
        unfinished.remove(position);
    }

    /** The host is gone; what the store holds is all that is known of what happened. */
    void crashed(StoredDelivery stored) {
        running.clear();
        startedWhilePaused = 0;
        startedWhileStopped = 0;
        new ModelUpheaval(this, stored).crashed();
    }

    /** The subscription was moved; what was not set aside before the new place is passed by, all behind it comes again. */
    void moved(StoredDelivery stored, long to) {
        checkpoint = to;
        startedWhileStopped = 0;
        new ModelUpheaval(this, stored).moved(to);
    }

    /** Notes that an event has to be handled. */
    void owes(ModelItem item) {
        unfinished.add(item.position);
    }

    /** Notes that an event need not be handled. */
    void forgets(ModelItem item) {
        unfinished.remove(item.position);
    }

    /** Whether an event of its key, or it itself, is set aside. */
    boolean isHeld(StoredDelivery stored, ModelItem item, boolean orSetAside) {
        return orSetAside && stored.setAside().containsKey(item.position)
                || item.key != null && stored.isHeld(kept(item.key), item.position);
    }

    private String kept(String key) {
        return switch (declared.ordering()) {
            case SUBJECT -> "s:" + key;
            case CORRELATION -> "c:" + key;
            case GLOBAL, NONE -> "g";
        };
    }

    /** What the store holds has to agree at any time. It is to be read before. */
    void check(StoredDelivery stored) {
        require(
                stored.checkpoint() >= checkpoint,
                () -> "the checkpoint went back from " + checkpoint + " to " + stored.checkpoint());
        checkpoint = stored.checkpoint();
        for (long position : unfinished) {
            ModelItem item = get(position);
            boolean letter = stored.deadLetters().contains(position);
            item.letterSeen |= letter && item.stage == Stage.DEAD;
            require(
                    !stored.isFinished(position) || item.optional || letter || isHeld(stored, item, true),
                    () -> "the store takes for finished what is not: " + item + " in " + stored);
        }
    }

    /** A call that was interrupted as it returned may have been its event's last; a dead letter that stays tells. */
    void reconcile(StoredDelivery stored) {
        for (ModelItem item : items.values()) {
            boolean letter = item.doubtful && stored.deadLetters().contains(item.position);
            item.letterStays = letter ? item.letterStays + 1 : 0;
            if (item.letterStays > 3) {
                item.doubtful = false;
                die(item);
            }
        }
    }

    /** What the store holds when nothing is left to be done. */
    void checkAtRest(StoredDelivery stored) {
        Set<Long> dead = new TreeSet<>();
        for (ModelItem item : items.values()) {
            if (item.stage == Stage.DEAD) {
                dead.add(item.position);
            }
        }
        require(dead.equals(stored.deadLetters()), () -> "dead letters are " + dead + ", the store has " + stored);
        for (long each : stored.setAside().keySet()) {
            require(
                    isStopped() || get(each).stage == Stage.DEAD && isHolding(get(each)),
                    () -> "set aside though nothing is to be done: " + get(each));
        }
        items.values().forEach(item -> item.doubtful = false);
    }

    /** What still has to happen; nothing of what waits behind a dead letter. */
    Collection<ModelItem> owed() {
        List<ModelItem> owed = new ArrayList<>();
        if (isStopped()) {
            return owed;
        }
        Set<String> held = new HashSet<>();
        for (long each : unfinished) {
            ModelItem item = get(each);
            if (item.stage == Stage.DEAD) {
                if (isHolding(item) && item.key != null) {
                    held.add(item.key);
                }
            } else if (!item.optional && (item.key == null || !held.contains(item.key))) {
                owed.add(item);
            }
        }
        return owed;
    }

    List<Long> dead() {
        return unfinished.stream().filter(each -> get(each).stage == Stage.DEAD).toList();
    }

    Collection<ModelItem> items() {
        return items.values();
    }

    boolean isIdle() {
        return running.isEmpty();
    }

    private ModelItem get(long position) {
        ModelItem item = items.get(position);
        if (item == null) {
            throw new AssertionError(name + ": an event that is not wanted: " + position);
        }
        return item;
    }

    private NavigableMap<Long, ModelItem> ofKey(String key) {
        return byKey.getOrDefault(key, new TreeMap<>());
    }

    private void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(name + ": " + otherwise.get());
        }
    }
}
