// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.Event;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StreamInfo;
import io.carillon.events.store.TypeSummary;
import io.carillon.events.store.UnitOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The events and everything that follows from them. Guarded by the lock of the store. */
final class MemoryLog {

    private static final long EPOCH = 1;

    private final EventRing ring = new EventRing();
    private final Identities identities = new Identities();
    private final Map<String, StreamInfo> streams = new HashMap<>();
    private final Map<String, TypeSummary> types = new TreeMap<>();
    private final PositionIndex ids = new PositionIndex();
    private final PositionIndex subjects = new PositionIndex();
    private final PositionIndex correlations = new PositionIndex();
    private final PositionIndex causations = new PositionIndex();
    private final Traces traces = new Traces(identities, streams);

    private Hash hash = Hash.ZERO;
    /** Oldest position that can be read; rows before it go with {@link #sweep}. */
    private long first = 1;

    private long bytes;

    LogHead head() {
        return new LogHead(first, ring.last(), hash, EPOCH);
    }

    long bytes() {
        return bytes + traces.bytes();
    }

    Identities identities() {
        return identities;
    }

    Optional<StreamInfo> stream(String subject) {
        return Optional.ofNullable(streams.get(subject));
    }

    List<TypeSummary> types() {
        return types.values().stream().filter(type -> type.count() > 0).toList();
    }

    /** Appends an event; a refusal when its type is one too many. */
    Optional<UnitOutcome> append(NewEvent added, Undo undo) {
        Event event = added.event();
        TypeSummary type = types.get(event.type());
        if (type == null && types.size() >= LogReader.MAX_TYPES) {
            return Optional.of(new UnitOutcome.Rejected(
                    "too-many-types",
                    "type " + event.type() + " is new and the log has " + LogReader.MAX_TYPES
                            + " types already; put what varies into the subject or the data"));
        }
        long position = ring.last() + 1;
        long revision = event.subject()
                .map(subject -> {
                    StreamInfo stream = streams.get(subject);
                    return stream == null ? 1 : stream.revision() + 1;
                })
                .orElse(0L);
        LogRow row = LogRow.of(added, position, revision, hash);
        addRow(row, undo);
        identities.add(added, position, undo);
        event.subject().ifPresent(subject -> undo.put(streams, subject, new StreamInfo(subject, revision, position)));
        undo.put(types, event.type(), summary(added, type));
        return Optional.empty();
    }

    private static TypeSummary summary(NewEvent added, @Nullable TypeSummary before) {
        return new TypeSummary(
                added.event().type(),
                before == null ? 1 : before.count() + 1,
                before == null ? added.recordedTime() : before.firstSeen(),
                added.recordedTime());
    }

    private void addRow(LogRow row, Undo undo) {
        Hash before = hash;
        long size = row.bytes();
        long position = row.stored().position();
        ring.addLast(row);
        undo.add(ring::removeLast);
        index(ids, Optional.of(row.event().id()), position, undo);
        index(subjects, row.event().subject(), position, undo);
        index(correlations, row.event().correlationId(), position, undo);
        index(causations, row.event().causationId(), position, undo);
        hash = row.stored().chain();
        bytes += size;
        undo.add(() -> {
            hash = before;
            bytes -= size;
        });
    }

    private static void index(PositionIndex index, Optional<String> value, long position, Undo undo) {
        index.addLast(value, position);
        undo.add(() -> index.removeLast(value));
    }

    /** Deletes the data of an event; a refusal when the log has none there. */
    Optional<UnitOutcome> deleteData(long position, Undo undo) {
        if (position < first || position > ring.last()) {
            return Optional.of(new UnitOutcome.Rejected(
                    "no-event",
                    "there is no event at position " + position + " to delete the data of; the log holds " + first
                            + " to " + ring.last()));
        }
        LogRow before = ring.get(position);
        if (!before.stored().deleted()) {
            LogRow after = before.withoutData();
            long freed = before.bytes() - after.bytes();
            ring.set(position, after);
            bytes -= freed;
            countOneLess(before.event().type());
            undo.add(() -> {
                ring.set(position, before);
                bytes += freed;
                TypeSummary counted =
                        Objects.requireNonNull(types.get(before.event().type()));
                types.put(counted.type(), counted(counted, 1));
            });
        }
        return Optional.empty();
    }

    /** Hides the oldest events; a refusal when there are not so many. */
    Optional<UnitOutcome> truncate(long upTo, Undo undo) {
        if (upTo > ring.last()) {
            return Optional.of(new UnitOutcome.Rejected(
                    "beyond-head",
                    "the log ends at position " + ring.last() + " and cannot be truncated up to " + upTo));
        }
        long before = first;
        first = Math.max(first, upTo + 1);
        undo.add(() -> first = before);
        return Optional.empty();
    }

    /**
     * Removes what was truncated, and the oldest events beyond a limit.
     *
     * @param bytesBeside bytes taken by what is kept beside the log
     * @return how many events had to go because of a limit
     */
    long sweep(MemoryLimits limits, long bytesBeside) {
        while (ring.first() < first) {
            removeOldest();
        }
        long dropped = 0;
        while (first <= ring.last()
                && (ring.last() - first + 1 > limits.maxEvents() || bytes() + bytesBeside > limits.maxBytes())) {
            removeOldest();
            first++;
            dropped++;
        }
        traces.trim(limits);
        return dropped;
    }

    private void removeOldest() {
        LogRow row = ring.removeFirst();
        Event event = row.event();
        ids.removeFirst(Optional.of(event.id()));
        subjects.removeFirst(event.subject());
        correlations.removeFirst(event.correlationId());
        causations.removeFirst(event.causationId());
        if (!row.stored().deleted()) {
            countOneLess(event.type());
        }
        bytes -= row.bytes();
        traces.add(row.stored());
    }

    private void countOneLess(String type) {
        types.computeIfPresent(type, (name, summary) -> counted(summary, -1));
    }

    private static TypeSummary counted(TypeSummary type, long more) {
        return new TypeSummary(type.type(), type.count() + more, type.firstSeen(), type.lastSeen());
    }

    List<LogRow> after(long position, int limit) {
        List<LogRow> rows = new ArrayList<>();
        long from = Math.max(first, Math.min(Math.max(0, position), ring.last()) + 1);
        for (long next = from; next <= ring.last() && rows.size() < limit; next++) {
            rows.add(ring.get(next));
        }
        return rows;
    }

    List<LogRow> find(String id) {
        Positions found = ids.of(id);
        return LongStream.range(found.indexAfter(first - 1), found.size())
                .limit(LogReader.MAX_PAGE)
                .mapToObj(index -> ring.get(found.get((int) index)))
                .toList();
    }

    /** Rows a query selects from its cursor on, in its order, without its limit; to be used under the lock. */
    Stream<LogRow> select(EventQuery query) {
        boolean ascending = query.order() == EventQuery.Order.ASCENDING;
        // Beyond either end of the log one cursor is as good as another.
        long cursor = Math.min(Math.max(0, query.cursor().orElse(ascending ? 0 : Long.MAX_VALUE)), ring.last() + 1);
        long lowest = Math.max(first, Math.min(query.firstPosition(), ring.last() + 1));
        long highest = Math.min(ring.last(), Math.max(query.endPosition(), first) - 1);
        long low = ascending ? Math.max(lowest, cursor + 1) : lowest;
        long high = ascending ? highest : Math.min(highest, cursor - 1);
        Selection selection = new Selection(query, types.keySet());
        return candidates(query, low, high, ascending)
                .mapToObj(ring::get)
                .filter(row -> selection.selects(row.stored()));
    }

    private LongStream candidates(EventQuery query, long low, long high, boolean ascending) {
        Optional<Positions> indexed = narrowest(query);
        long from = indexed.isPresent() ? indexed.get().indexAfter(low - 1) : low;
        long to = indexed.isPresent() ? indexed.get().indexAfter(high) : high + 1;
        LongStream range = LongStream.range(from, to);
        LongStream ordered = ascending ? range : range.map(each -> from + to - 1 - each);
        return indexed.map(positions -> ordered.map(index -> positions.get((int) index)))
                .orElse(ordered);
    }

    private Optional<Positions> narrowest(EventQuery query) {
        return Stream.of(
                        of(subjects, query.subject()),
                        of(correlations, query.correlationId()),
                        of(causations, query.causationId()))
                .flatMap(Optional::stream)
                .min((a, b) -> Integer.compare(a.size(), b.size()));
    }

    private static Optional<Positions> of(PositionIndex index, @Nullable String value) {
        return Optional.ofNullable(value).map(index::of);
    }

    /** For tests: puts a row in the place of another, as damage would. */
    LogRow damage(LogRow row) {
        ring.set(row.stored().position(), row);
        return row;
    }
}
