// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.DeadLettersAdmin;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.bus.internal.publish.HostEvents;
import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.StoredEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of all subscriptions. What a subscription that is there has to know of is stored by itself, with its
 * checkpoint; for a dormant one it is written into what it finds when it comes back.
 */
public final class DeadLetterDesk implements DeadLettersAdmin {

    private final Subscriptions subscriptions;
    private final StoreHolder store;
    private final Writer writer;
    private final HostEvents events;
    private final Clock clock;
    private final int maxSetAside;

    public DeadLetterDesk(Subscriptions subscriptions, LaneServices services) {
        this.subscriptions = subscriptions;
        this.store = services.store();
        this.writer = services.writer();
        this.events = services.events();
        this.clock = services.clock();
        this.maxSetAside = services.settings().maxSetAside();
    }

    @Override
    public List<Item> list(String subscription, Filter filter, long after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE + ", got " + limit);
        }
        return store.read(open -> {
            require(open, subscription);
            Map<Long, SetAside> asked = setAside(subscription);
            List<Item> items = new ArrayList<>();
            long from = after;
            List<DeadLetter> page;
            do {
                page = open.deadLetters(subscription, from, LogReader.MAX_PAGE);
                for (DeadLetter letter : page) {
                    from = letter.position();
                    Item item = item(open, letter, asked.get(letter.position()));
                    if (items.size() < limit && matches(filter, item)) {
                        items.add(item);
                    }
                }
            } while (page.size() == LogReader.MAX_PAGE && items.size() < limit);
            return List.copyOf(items);
        });
    }

    private static void require(EventStore open, String subscription) {
        if (open.subscription(subscription).isEmpty()) {
            throw new NoSuchElementException("there is no durable subscription " + subscription);
        }
    }

    private Map<Long, SetAside> setAside(String subscription) {
        Map<Long, SetAside> all = new HashMap<>();
        subscriptions.placement().setAside(subscription).forEach(each -> all.put(each.position(), each));
        return all;
    }

    private static Item item(EventStore open, DeadLetter letter, @Nullable SetAside aside) {
        StoredEvent event = open.readAfter(letter.position() - 1, 1).stream()
                .filter(each -> each.position() == letter.position())
                .findFirst()
                .orElse(null);
        return new Item(letter, event, aside != null && aside.letter() && aside.due() != null);
    }

    private static boolean matches(Filter filter, Item item) {
        DeadLetter letter = item.letter();
        Long position = filter.position();
        String type = filter.type();
        String cause = filter.cause();
        Instant before = filter.before();
        StoredEvent event = item.event();
        return (position == null || position == letter.position())
                && (type == null
                        || event != null
                                && new TypePattern(type).matches(event.event().type()))
                && (cause == null || letter.cause().toLowerCase(Locale.ROOT).contains(cause.toLowerCase(Locale.ROOT)))
                && (before == null || letter.last().isBefore(before));
    }

    @Override
    public Optional<Item> get(String subscription, long position) {
        return list(subscription, Filter.at(position), position - 1, 1).stream().findFirst();
    }

    @Override
    public int replay(String subscription, Filter filter, String by) {
        return decide(subscription, filter, by, "replayed", new Decision() {
            @Override
            public List<Change> present(Course course, List<DeadLetter> letters, AtomicInteger count) {
                return course.ask(letters, count);
            }

            @Override
            public List<Change> absent(List<DeadLetter> letters, Map<Long, SetAside> known, AtomicInteger count) {
                return ask(letters, known, count);
            }
        });
    }

    @Override
    public int discard(String subscription, Filter filter, String by) {
        return decide(subscription, filter, by, "discarded", new Decision() {
            @Override
            public List<Change> present(Course course, List<DeadLetter> letters, AtomicInteger count) {
                return course.giveUp(letters, count);
            }

            @Override
            public List<Change> absent(List<DeadLetter> letters, Map<Long, SetAside> known, AtomicInteger count) {
                return giveUp(letters, known, count);
            }
        });
    }

    /** What is to be done with dead letters. */
    private interface Decision {

        List<Change> present(Course course, List<DeadLetter> letters, AtomicInteger count);

        List<Change> absent(List<DeadLetter> letters, Map<Long, SetAside> known, AtomicInteger count);
    }

    private int decide(String subscription, Filter filter, String by, String word, Decision decision) {
        int all = 0;
        long after = filter.position() == null ? 0 : filter.position() - 1;
        List<Item> page;
        do {
            page = list(subscription, filter, after, filter.position() == null ? MAX_PAGE : 1);
            List<DeadLetter> letters = page.stream().map(Item::letter).toList();
            if (!letters.isEmpty()) {
                after = letters.get(letters.size() - 1).position();
                all += decide(subscription, letters, by, word, decision);
            }
        } while (page.size() == MAX_PAGE);
        return all;
    }

    private int decide(String subscription, List<DeadLetter> letters, String by, String word, Decision decision) {
        AtomicInteger count = new AtomicInteger();
        subscriptions.clerk().call(() -> {
            Subscriber present = subscriptions.table().get(subscription).orElse(null);
            if (present instanceof DurableSubscription durable && durable.isPlaced()) {
                subscriptions.clerk().await(durable.commit(mark -> {
                    List<Change> changes = decision.present(durable.course(), letters, count);
                    return count.get() == 0
                            ? changes
                            : with(changes, event(subscription, by, word, letters, count.get()));
                }));
            } else {
                List<Change> changes = decision.absent(letters, setAside(subscription), count);
                if (count.get() > 0) {
                    writer.write(with(changes, event(subscription, by, word, letters, count.get())));
                }
            }
            return true;
        });
        return count.get();
    }

    private static List<Change> with(List<Change> changes, Change more) {
        List<Change> all = new ArrayList<>(changes);
        all.add(more);
        return all;
    }

    /** Says which ones, unless some were left out. */
    private Change event(String subscription, String by, String word, List<DeadLetter> letters, int count) {
        List<Long> positions = count == letters.size()
                ? letters.stream().map(DeadLetter::position).toList()
                : List.of();
        return events.by(
                by,
                "carillon.subscription.dead_letters_" + word,
                "subscription/" + subscription,
                Map.<String, Object>of("subscription", subscription, "count", count, "positions", positions, "by", by));
    }

    private List<Change> ask(List<DeadLetter> letters, Map<Long, SetAside> known, AtomicInteger count) {
        List<Change> changes = new ArrayList<>();
        Instant now = clock.instant();
        int size = known.size();
        for (DeadLetter letter : letters) {
            SetAside aside = known.get(letter.position());
            if (aside == null ? size < maxSetAside : aside.waitsForOperator()) {
                size += aside == null ? 1 : 0;
                changes.add((aside == null ? SetAside.asked(letter, now) : aside.asked(now)).put());
                count.incrementAndGet();
            }
        }
        return changes;
    }

    private static List<Change> giveUp(List<DeadLetter> letters, Map<Long, SetAside> known, AtomicInteger count) {
        List<Change> changes = new ArrayList<>();
        for (DeadLetter letter : letters) {
            SetAside aside = known.get(letter.position());
            changes.add(new Change.RemoveDeadLetter(letter.subscription(), letter.position()));
            if (aside != null && aside.letter()) {
                changes.add(
                        KeyRule.isFollowed(aside.key())
                                ? aside.doneUpTo(letter.position()).put()
                                : SetAside.remove(letter.subscription(), letter.position()));
            }
            count.incrementAndGet();
        }
        return changes;
    }

    @Override
    public void annotate(String subscription, long position, String note, String by) {
        if (note.length() > DeadLetter.MAX_CAUSE) {
            throw new IllegalArgumentException(
                    "a note has at most " + DeadLetter.MAX_CAUSE + " characters, got " + note.length());
        }
        subscriptions.clerk().call(() -> {
            DeadLetter letter = get(subscription, position)
                    .map(Item::letter)
                    .orElseThrow(() -> new NoSuchElementException(
                            "subscription " + subscription + " has no dead letter at position " + position));
            writer.write(
                    new Change.PutDeadLetter(new DeadLetter(
                            letter.subscription(),
                            letter.position(),
                            letter.attempts(),
                            letter.cause(),
                            letter.first(),
                            letter.last(),
                            note)),
                    events.by(
                            by,
                            "carillon.subscription.dead_letter_annotated",
                            "subscription/" + subscription,
                            Map.<String, Object>of(
                                    "subscription", subscription, "position", position, "note", note, "by", by)));
            return true;
        });
    }
}
