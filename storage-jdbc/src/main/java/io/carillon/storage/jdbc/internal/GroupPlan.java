// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.Document;
import io.carillon.events.store.Hash;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.SubscriptionReader;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a group becomes if the head stands where it was read: each unit's outcome, and the rows that are written. Nothing
 * is written while planning. Not for concurrent use.
 */
final class GroupPlan {

    private final Facts facts;
    private final List<UnitOutcome> outcomes = new ArrayList<>();
    private final LogPlan log;
    private final Map<String, Boolean> subscriptions = new HashMap<>();
    private final Map<DocumentKey, Long> documents = new HashMap<>();
    private final Set<Identity> unresolved = new LinkedHashSet<>();
    private final ChangeSet changes = new ChangeSet();
    private int subscriptionCount;
    private @Nullable Map<Long, TimeBlocks.Span> blocks;

    private GroupPlan(Facts facts, HeadRow head) {
        this.facts = facts;
        this.log = new LogPlan(facts, head, changes);
        this.subscriptionCount = facts.subscriptionCount();
    }

    static GroupPlan of(List<WriteUnit> group, Facts facts, HeadRow head) {
        GroupPlan plan = new GroupPlan(facts, head);
        for (WriteUnit unit : group) {
            plan.add(unit);
        }
        return plan;
    }

    /** One per unit, in order. */
    List<UnitOutcome> outcomes() {
        return outcomes;
    }

    /** Events to be inserted, in ascending position. */
    List<EventRow> rows() {
        return log.rows();
    }

    ChangeSet changes() {
        return changes;
    }

    /** Types that get a number with this group. */
    Map<String, Integer> newTypes() {
        return log.newTypes();
    }

    /** Blocks of time that must be widened for the rows. */
    Map<Long, TimeBlocks.Span> blocks() {
        Map<Long, TimeBlocks.Span> known = blocks;
        if (known == null) {
            known = facts.blocks().missing(log.rows());
            blocks = known;
        }
        return known;
    }

    /** Newest revisions of the subjects that the group appends to. */
    Map<String, Long> revisions() {
        return log.revisions();
    }

    /** Identities of refused units that must be looked up before the refusal is true. */
    Set<Identity> unresolved() {
        return unresolved;
    }

    /** Whether nothing is to be written. */
    boolean isEmpty() {
        return log.rows().isEmpty() && changes.isEmpty();
    }

    long position() {
        return log.position();
    }

    long first() {
        return log.first();
    }

    Hash hash() {
        return log.hash();
    }

    private void add(WriteUnit unit) {
        if (unit.conditions().isEmpty()
                && unit.changes().size() == 1
                && unit.changes().get(0) instanceof Change.Append append
                && appendAlone(PreparedEvent.of(append))) {
            return;
        }
        List<NewEvent> events = new ArrayList<>();
        for (Change change : unit.changes()) {
            if (change instanceof Change.Append append) {
                events.add(append.event());
            }
        }
        UnitOutcome refusal = events.isEmpty() ? null : repeated(events);
        if (refusal == null) {
            refusal = breach(unit.conditions());
            long before = log.position();
            Hash chain = log.hash();
            if (refusal == null) {
                refusal = apply(unit.changes());
            }
            if (refusal == null) {
                changes.keep();
                outcomes.add(new UnitOutcome.Committed(log.after(before)));
                return;
            }
            changes.undo();
            log.backTo(before, chain);
            for (NewEvent each : events) {
                Identity identity = Identity.of(each.event());
                if (!facts.isResolved(identity)) {
                    unresolved.add(identity);
                }
            }
        }
        outcomes.add(refusal);
    }

    /** What most units are: one new event. Returns whether it was; if not, nothing has changed. */
    private boolean appendAlone(PreparedEvent prepared) {
        if (log.known(prepared.identity()) != null) {
            return false;
        }
        if (log.append(prepared) != null) {
            return false;
        }
        changes.keep();
        outcomes.add(new UnitOutcome.Committed(List.of(position())));
        return true;
    }

    /** The outcome when an event of the unit is there already. */
    private @Nullable UnitOutcome repeated(List<NewEvent> events) {
        Set<Identity> identities = new HashSet<>();
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Identity identity = Identity.of(events.get(i).event());
            if (!identities.add(identity)) {
                return new UnitOutcome.Rejected(
                        "repeated-id",
                        "event " + i + " has the same source and id as an earlier one of the same unit; give each event"
                                + " an id of its own");
            }
            Known there = log.known(identity);
            if (there != null) {
                if (!there.body().equals(events.get(i).body())) {
                    return new UnitOutcome.IdConflict(i, there.position());
                }
                positions.add(there.position());
            }
        }
        if (positions.isEmpty()) {
            return null;
        }
        return positions.size() == events.size()
                ? new UnitOutcome.Duplicate(positions)
                : new UnitOutcome.Rejected(
                        "mixed-duplicates",
                        positions.size() + " of the unit's " + events.size()
                                + " events are in the log already, the first" + " at position " + positions.get(0)
                                + "; a unit is repeated as it was or not at all");
    }

    private @Nullable UnitOutcome breach(List<Condition> conditions) {
        for (Condition condition : conditions) {
            long current;
            long expected;
            if (condition instanceof Condition.StreamAt at) {
                current = log.revision(at.subject());
                expected = at.revision();
            } else {
                Condition.DocumentAt at = (Condition.DocumentAt) condition;
                current = revision(new DocumentKey(at.collection(), at.key()));
                expected = at.revision();
            }
            if (current != expected) {
                return new UnitOutcome.RevisionConflict(condition, current);
            }
        }
        return null;
    }

    private long revision(DocumentKey key) {
        Long planned = documents.get(key);
        return planned == null ? facts.revision(key) : planned;
    }

    private @Nullable UnitOutcome apply(List<Change> list) {
        for (Change change : list) {
            UnitOutcome refusal = apply(change);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private @Nullable UnitOutcome apply(Change change) {
        if (change instanceof Change.Append append) {
            return log.append(PreparedEvent.of(append));
        } else if (change instanceof Change.Checkpoint checkpoint) {
            if (!hasSubscription(checkpoint.subscription())) {
                return new UnitOutcome.Rejected(
                        "no-subscription", "there is no subscription " + checkpoint.subscription() + " to move");
            }
            changes.checkpoint(checkpoint);
        } else if (change instanceof Change.PutSubscription put) {
            return subscribe(put);
        } else if (change instanceof Change.RemoveSubscription remove) {
            if (hasSubscription(remove.subscription())) {
                count(-1);
            }
            changes.put(subscriptions, remove.subscription(), false);
            changes.removeSubscription(remove.subscription());
        } else if (change instanceof Change.RecordOnce once) {
            changes.once(once);
        } else if (change instanceof Change.PutDeadLetter put) {
            changes.letter(put.letter().subscription(), put.letter().position(), put.letter());
        } else if (change instanceof Change.RemoveDeadLetter remove) {
            changes.letter(remove.subscription(), remove.position(), null);
        } else if (change instanceof Change.PutState state) {
            changes.state(state);
        } else if (change instanceof Change.PutDocument put) {
            DocumentKey key = new DocumentKey(put.collection(), put.key());
            long next = revision(key) + 1;
            changes.document(key, new Document(put.collection(), put.key(), put.json(), next, put.index()));
            changes.put(documents, key, next);
        } else if (change instanceof Change.RemoveDocument remove) {
            DocumentKey key = new DocumentKey(remove.collection(), remove.key());
            changes.document(key, null);
            changes.put(documents, key, 0L);
        } else {
            return log.maintain(change);
        }
        return null;
    }

    private boolean hasSubscription(String name) {
        return Objects.requireNonNullElseGet(subscriptions.get(name), () -> facts.hasSubscription(name));
    }

    private @Nullable UnitOutcome subscribe(Change.PutSubscription put) {
        String name = put.subscription().name();
        if (!hasSubscription(name)) {
            if (subscriptionCount >= SubscriptionReader.MAX_SUBSCRIPTIONS) {
                return new UnitOutcome.Rejected(
                        "store-full",
                        "the log keeps " + SubscriptionReader.MAX_SUBSCRIPTIONS + " subscriptions and " + name
                                + " would be one more; remove those of plugins that are gone");
            }
            count(1);
        }
        changes.put(subscriptions, name, true);
        changes.put(put.subscription());
        return null;
    }

    private void count(int difference) {
        subscriptionCount += difference;
        changes.onUndo(() -> subscriptionCount -= difference);
    }
}
