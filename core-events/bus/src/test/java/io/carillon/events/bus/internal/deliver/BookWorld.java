// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.Hash;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.WriteUnit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A subscription in small, with a book: it reads a log with its ledger, handles out of order, fails, retries, is stopped,
 * killed and moved. What it really did is noted in plain maps.
 */
final class BookWorld {

    static final String NAME = "plugin:sub";
    private static final List<String> TYPES = List.of("a.*");
    private static final int LANES = 4;

    /** One time an event was handled, or given up if not well. */
    record Handled(Instant at, boolean well, int attempts, String version, int pass) {}

    /** One event of a key that failed, and those that wait behind it. */
    private record Aside(long position, int attempts, TreeSet<Long> held) {
        Aside copy() {
            return new Aside(position, attempts, new TreeSet<>(held));
        }
    }

    /** What the store would hold besides the book. */
    private record Kept(Ledger.Mark mark, Map<String, Aside> aside) {}

    private final Random random;
    private final EventStore store;
    private final List<StoredEvent> log = new ArrayList<>();
    private final Map<Long, List<Handled>> truth = new HashMap<>();
    private final TreeSet<Long> open = new TreeSet<>();
    private final Map<String, Aside> aside = new TreeMap<>();
    private final Ledger ledger = new Ledger();
    private OpenBook book = new OpenBook(NAME, "1", TYPES);
    private Kept kept = new Kept(new Ledger.Mark(0, List.of()), Map.of());
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int version = 1;
    private int pass;

    BookWorld(Random random, EventStore store) {
        this.random = random;
        this.store = store;
        begin(new Ledger.Mark(0, List.of()), false);
    }

    int length() {
        return log.size();
    }

    StoredEvent event(long position) {
        return log.get((int) position - 1);
    }

    boolean isWanted(long position) {
        return event(position).event().type().startsWith("a.");
    }

    /** All times an event was handled or given up, in their order. */
    List<Handled> truth(long position) {
        return truth.getOrDefault(position, List.of());
    }

    /** Whether it does not come any more, as things stand. */
    boolean isFinished(long position) {
        return position <= ledger.read()
                && !open.contains(position)
                && aside.values().stream()
                        .noneMatch(each ->
                                each.position() == position || each.held().contains(position));
    }

    BookReading reading(long position) {
        return BookReading.of(store, NAME, Optional.of(book.snapshot()), event(position));
    }

    /** As it would be after a kill, before the handler is there again. */
    BookReading readingWithoutHandler(long position) {
        return BookReading.of(store, NAME, Optional.empty(), event(position));
    }

    /** How many passes began. */
    int pass() {
        return pass;
    }

    void step() {
        now = now.plusMillis(random.nextInt(100) == 0 ? random.nextInt(200_000) : random.nextInt(120));
        int what = random.nextInt(1_000);
        if (what < 330) {
            append();
        } else if (what < 640) {
            read();
        } else if (what < 920) {
            end(random.nextInt(25) > 0);
        } else if (what < 970) {
            retry();
        } else if (what < 985) {
            keep(random.nextBoolean());
        } else if (what < 992) {
            keep(true);
            restart(kept.mark());
        } else if (what < 997) {
            crash();
        } else {
            keep(true);
            seek(random.nextInt(log.size() + 1));
        }
    }

    private void append() {
        Event event = Event.of(EventDraft.builder(random.nextInt(3) > 0 ? "a.x" : "b.y")
                .source("/test")
                .id("e" + log.size())
                .subject("k" + random.nextInt(5))
                .time(now)
                .build());
        log.add(new StoredEvent(
                log.size() + 1L, 0, event, now, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, random.nextInt(50) == 0));
    }

    private static String key(StoredEvent event) {
        return "s:" + event.event().subject().orElseThrow();
    }

    private void read() {
        long position = ledger.read() + 1;
        if (position > log.size() || open.size() >= LANES * 4) {
            return;
        }
        StoredEvent next = event(position);
        if (!isWanted(position)) {
            ledger.pass(position);
        } else if (next.deleted()) {
            ledger.skip(position);
        } else if (!ledger.passFinished(position)) {
            Aside ahead = aside.get(key(next));
            if (ahead == null) {
                ledger.open(position);
                open.add(position);
            } else {
                ledger.skip(position);
                if (position > ahead.position()) {
                    ahead.held().add(position);
                }
            }
        }
    }

    /** One of those that may run ends. */
    private void end(boolean well) {
        List<Long> running = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>();
        for (long each : open) {
            if (running.size() < LANES && keys.add(key(event(each)))) {
                running.add(each);
            }
        }
        if (running.isEmpty()) {
            return;
        }
        long position = running.get(random.nextInt(running.size()));
        String key = key(event(position));
        open.remove(position);
        if (well) {
            book.handled(ledger.number(position), position, now);
            ledger.finish(position);
            note(position, true, 1);
        } else {
            book.failed(key);
            ledger.finish(position);
            Aside set = new Aside(position, 1, new TreeSet<>());
            for (long each : List.copyOf(open)) {
                if (key(event(each)).equals(key)) {
                    open.remove(each);
                    ledger.hold(each);
                    set.held().add(each);
                }
            }
            aside.put(key, set);
        }
    }

    private void note(long position, boolean well, int attempts) {
        truth.computeIfAbsent(position, each -> new ArrayList<>())
                .add(new Handled(now, well, attempts, Integer.toString(version), pass));
    }

    /** Something that failed is tried again; what waits behind it follows at once, but for those that fail themselves. */
    private void retry() {
        if (aside.isEmpty()) {
            return;
        }
        List<String> keys = List.copyOf(aside.keySet());
        String key = keys.get(random.nextInt(keys.size()));
        Aside first = aside.remove(key);
        int outcome = random.nextInt(3);
        if (outcome == 0) {
            book.failed(key);
            aside.put(key, new Aside(first.position(), first.attempts() + 1, first.held()));
            return;
        }
        book.ended(first.position(), key, first.attempts() + 1, outcome == 1, now, Duration.ofMillis(7));
        note(first.position(), outcome == 1, first.attempts() + 1);
        while (!first.held().isEmpty()) {
            long next = first.held().pollFirst();
            now = now.plusMillis(random.nextInt(300));
            if (random.nextInt(10) == 0) {
                book.failed(key);
                aside.put(key, new Aside(next, 1, first.held()));
                return;
            }
            book.followed(key, next, now);
            note(next, true, 1);
        }
    }

    /** The checkpoint is stored, with the book or without. */
    private void keep(boolean withBook) {
        Map<String, Aside> copy = new TreeMap<>();
        aside.forEach((key, each) -> copy.put(key, each.copy()));
        kept = new Kept(ledger.mark(), copy);
        if (withBook) {
            write();
        }
    }

    void write() {
        store.commit(List.of(new WriteUnit(List.of(), book.changes(now))));
        book.stored();
    }

    /** Drops what is not stored. */
    void crash() {
        aside.clear();
        kept.aside().forEach((key, each) -> aside.put(key, each.copy()));
        restart(kept.mark());
    }

    private void restart(Ledger.Mark mark) {
        now = now.plusMillis(1 + random.nextInt(10_000));
        if (random.nextBoolean()) {
            version++;
        }
        begin(mark, false);
    }

    private void seek(long to) {
        aside.values().removeIf(each -> each.position() > to);
        begin(new Ledger.Mark(to, List.of()), true);
    }

    private void begin(Ledger.Mark mark, boolean moved) {
        book = new OpenBook(NAME, Integer.toString(version), TYPES);
        List<SetAside> set = aside.values().stream()
                .map(each -> new SetAside(NAME, "", each.position(), 1, now, now, now, "", false, "", false, false))
                .toList();
        book.begin(new Placement.Found(mark, set, DeliveryBook.read(store, NAME), moved), log.size(), now);
        pass++;
        ledger.begin(mark);
        open.clear();
        // Whatever of its key was passed waits behind what failed, even if the subscription was moved over it.
        aside.forEach((key, each) -> {
            each.held().clear();
            for (long position = each.position() + 1; position <= mark.position(); position++) {
                if (isWanted(position)
                        && !event(position).deleted()
                        && key(event(position)).equals(key)) {
                    each.held().add(position);
                }
            }
        });
        keep(true); // the pass is in the store before any checkpoint of it is
    }

    /** How it ended last, {@code null} if it never did. */
    @Nullable
    Handled last(long position) {
        List<Handled> all = truth(position);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }
}
