// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import io.carillon.events.Event;
import io.carillon.events.Severity;
import io.carillon.events.TypePattern;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventQuery.Order;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Random events and queries over few values, and the plain loop that says what a query selects. */
final class QueryModel {

    private static final List<String> TYPES =
            List.of("scan.started", "scan.completed", "media.added", "media.file.added", "auth:login", "auth/logout");
    private static final List<TypePattern> PATTERNS = Stream.of(
                    "scan.*", "media.**", "**", "auth.login", "*.added", "media.file.*", "none.such", "scan.completed")
            .map(TypePattern::new)
            .toList();
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");

    private final Random random;
    private final SampleEvents samples;

    QueryModel(Random random, SampleEvents samples) {
        this.random = random;
        this.samples = samples;
    }

    List<NewEvent> events(int count) {
        List<NewEvent> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(samples.typed(pick(TYPES), draft -> draft.source("/s/" + random.nextInt(3))
                    .subject(text("subject"))
                    .correlationId(text("c"))
                    .causationId(text("b"))
                    .actor(text("user"))
                    .tenant(text("tenant"))
                    .severity(random.nextInt(3) == 0 ? null : pick(List.of(Severity.values())))
                    .time(moment())));
        }
        return made;
    }

    EventQuery query() {
        EventQuery.Builder query = EventQuery.builder();
        if (random.nextInt(2) == 0) {
            query.types(Stream.generate(() -> pick(PATTERNS))
                    .limit(1L + random.nextInt(3))
                    .toList());
        }
        if (random.nextInt(3) == 0) {
            query.sources(Stream.generate(() -> "/s/" + random.nextInt(4))
                    .limit(1L + random.nextInt(3))
                    .toList());
        }
        query.subject(rarely("subject"));
        query.correlationId(rarely("c"));
        query.causationId(rarely("b"));
        query.actor(rarely("user"));
        query.tenant(rarely("tenant"));
        query.severity(random.nextInt(4) == 0 ? pick(List.of(Severity.values())) : null);
        query.from(random.nextInt(4) == 0 ? moment() : null);
        query.to(random.nextInt(4) == 0 ? moment() : null);
        if (random.nextInt(4) == 0) {
            query.firstPosition(random.nextInt(300) - 10);
        }
        if (random.nextInt(4) == 0) {
            query.endPosition(random.nextInt(300) - 10);
        }
        if (random.nextInt(3) == 0) {
            query.withoutDeleted();
        }
        query.order(random.nextBoolean() ? Order.ASCENDING : Order.DESCENDING);
        return query.limit(1 + random.nextInt(40)).build();
    }

    /** What the query selects of the log; the cursor and the limit do not count. */
    static List<StoredEvent> select(List<StoredEvent> log, EventQuery query) {
        List<StoredEvent> selected = new ArrayList<>(
                log.stream().filter(each -> selects(query, each)).toList());
        if (query.order() == Order.DESCENDING) {
            Collections.reverse(selected);
        }
        return selected;
    }

    /** The groups of what the query selects. */
    static List<EventGroup> groups(List<StoredEvent> log, EventQuery query, EventGroup.Key key) {
        Map<Optional<String>, List<StoredEvent>> groups =
                select(log, query).stream().collect(Collectors.groupingBy(each -> value(each.event(), key)));
        return groups.entrySet().stream()
                .map(each -> new EventGroup(
                        each.getKey().orElse(null),
                        each.getValue().size(),
                        each.getValue().stream()
                                .map(StoredEvent::recordedTime)
                                .min(Comparator.naturalOrder())
                                .orElseThrow(),
                        each.getValue().stream()
                                .map(StoredEvent::recordedTime)
                                .max(Comparator.naturalOrder())
                                .orElseThrow()))
                .sorted(Comparator.comparing(EventGroup::count)
                        .reversed()
                        .thenComparing(EventGroup::value, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    private static Optional<String> value(Event event, EventGroup.Key key) {
        return switch (key) {
            case TYPE -> Optional.of(event.type());
            case SOURCE -> Optional.of(event.source());
            case TENANT -> event.tenant();
            case SEVERITY -> Optional.of(event.severity().orElse(Severity.INFO).name());
        };
    }

    /** The same query from another cursor. */
    static EventQuery at(EventQuery query, long cursor) {
        return query.toBuilder().cursor(cursor).build();
    }

    private static boolean selects(EventQuery query, StoredEvent stored) {
        Event event = stored.event();
        Severity severity = query.severity();
        Instant from = query.from();
        Instant to = query.to();
        return !(query.withoutDeleted() && stored.deleted())
                && (query.types().isEmpty()
                        || query.types().stream().anyMatch(pattern -> pattern.matches(event.type())))
                && (query.sources().isEmpty() || query.sources().contains(event.source()))
                && is(query.subject(), event.subject().orElse(null))
                && is(query.correlationId(), event.correlationId().orElse(null))
                && is(query.causationId(), event.causationId().orElse(null))
                && is(query.actor(), event.actor().orElse(null))
                && is(query.tenant(), event.tenant().orElse(null))
                && (severity == null || event.severity().orElse(Severity.INFO).compareTo(severity) >= 0)
                && (from == null || !event.time().isBefore(from))
                && (to == null || event.time().isBefore(to))
                && stored.position() >= query.firstPosition()
                && stored.position() < query.endPosition();
    }

    private static boolean is(@Nullable String wanted, @Nullable String found) {
        return wanted == null || wanted.equals(found);
    }

    private @Nullable String text(String prefix) {
        int number = random.nextInt(5);
        return number == 0 ? null : prefix + number;
    }

    private @Nullable String rarely(String prefix) {
        return random.nextInt(5) == 0 ? prefix + (1 + random.nextInt(4)) : null;
    }

    private Instant moment() {
        return DAY.plusSeconds(60L * random.nextInt(200));
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
