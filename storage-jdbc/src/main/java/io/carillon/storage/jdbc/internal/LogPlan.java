// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.Event;
import io.carillon.events.store.Change;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.UnitOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the log becomes with the events of a group: their rows, revisions, types and hashes. What a unit did beside its rows
 * is undone with its {@linkplain ChangeSet changes}. Not for concurrent use.
 */
final class LogPlan {

    private final Facts facts;
    private final HeadRow head;
    private final ChangeSet changes;
    private final List<EventRow> rows = new ArrayList<>();
    private final Map<Identity, Known> appended = new HashMap<>();
    private final Map<String, Long> revisions = new HashMap<>();
    private final Map<String, Integer> newTypes = new LinkedHashMap<>();
    private long first;
    private Hash chain;

    LogPlan(Facts facts, HeadRow head, ChangeSet changes) {
        this.facts = facts;
        this.head = head;
        this.changes = changes;
        this.first = head.first();
        this.chain = head.hash();
    }

    List<EventRow> rows() {
        return rows;
    }

    Map<String, Integer> newTypes() {
        return newTypes;
    }

    Map<String, Long> revisions() {
        return revisions;
    }

    long position() {
        return head.position() + rows.size();
    }

    long first() {
        return first;
    }

    Hash hash() {
        return chain;
    }

    /** The event of an identity, in the log or in the group. */
    @Nullable
    Known known(Identity identity) {
        Known there = appended.get(identity);
        return there == null ? facts.known(identity) : there;
    }

    /** The newest revision of a subject. */
    long revision(String subject) {
        Long planned = revisions.get(subject);
        return planned == null ? facts.revision(subject) : planned;
    }

    /** Positions of the events that were appended behind one. */
    List<Long> after(long position) {
        return rows.subList((int) (position - head.position()), rows.size()).stream()
                .map(EventRow::position)
                .toList();
    }

    /** Takes the rows behind a position back, where the hash was this. */
    void backTo(long position, Hash hash) {
        rows.subList((int) (position - head.position()), rows.size()).clear();
        chain = hash;
    }

    /** Appends an event; returns why it cannot be. */
    @Nullable
    UnitOutcome append(PreparedEvent prepared) {
        NewEvent planned = prepared.event();
        Event event = planned.event();
        Integer type = typeId(event.type());
        if (type == null) {
            return new UnitOutcome.Rejected(
                    "too-many-types",
                    "the log has " + LogReader.MAX_TYPES + " event types and " + event.type()
                            + " would be one more; put what varies into the subject or the data");
        }
        long revision = 0;
        String subject = prepared.subject();
        if (subject != null) {
            revision = revision(subject) + 1;
            changes.put(revisions, subject, revision);
        }
        long position = position() + 1;
        chain = LogHash.chain(chain, position, planned.envelope(), planned.payload());
        rows.add(new EventRow(position, revision, type, prepared, chain));
        changes.put(appended, prepared.identity(), new Known(position, planned.body()));
        return null;
    }

    private @Nullable Integer typeId(String name) {
        Integer id = facts.typeId(name);
        if (id == null) {
            id = newTypes.get(name);
        }
        if (id != null) {
            return id;
        }
        int count = facts.typeCount() + newTypes.size();
        if (count >= LogReader.MAX_TYPES) {
            return null;
        }
        changes.put(newTypes, name, count + 1);
        return count + 1;
    }

    /** Deletes data or truncates; returns why that cannot be. */
    @Nullable
    UnitOutcome maintain(Change change) {
        if (change instanceof Change.DeleteData delete) {
            if (delete.position() < first || delete.position() > position()) {
                return new UnitOutcome.Rejected(
                        "no-event",
                        "the log holds no event at position " + delete.position() + "; it goes from " + first + " to "
                                + position());
            }
        } else if (change instanceof Change.Truncate truncate) {
            if (truncate.upTo() > position()) {
                return new UnitOutcome.Rejected(
                        "beyond-head",
                        "the log ends at position " + position() + " and cannot be truncated up to " + truncate.upTo());
            }
            long before = first;
            first = Math.max(first, truncate.upTo() + 1);
            changes.onUndo(() -> first = before);
        }
        changes.maintain(change);
        return null;
    }
}
