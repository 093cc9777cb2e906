// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.Document;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StreamInfo;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Makes the changes of a group: each unit whole or not at all, and no unit when the group breaks. Guarded by the lock. */
final class Transaction {

    private final MemoryLog log;
    private final SubscriptionData subscriptions;
    private final PluginData plugins;
    private final Runnable beforeChange;

    Transaction(MemoryLog log, SubscriptionData subscriptions, PluginData plugins, Runnable beforeChange) {
        this.log = log;
        this.subscriptions = subscriptions;
        this.plugins = plugins;
        this.beforeChange = beforeChange;
    }

    List<UnitOutcome> run(List<WriteUnit> group) {
        Undo undo = new Undo();
        try {
            List<UnitOutcome> outcomes = new ArrayList<>();
            for (WriteUnit unit : group) {
                outcomes.add(run(unit, undo));
            }
            return List.copyOf(outcomes);
        } catch (RuntimeException | Error e) {
            undo.backTo(0);
            throw e;
        }
    }

    private UnitOutcome run(WriteUnit unit, Undo undo) {
        // Identities come first: a retry must get its receipt even though its own first attempt broke the conditions.
        Optional<UnitOutcome> refusal = log.identities().judge(events(unit)).or(() -> breach(unit.conditions()));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        int mark = undo.mark();
        long before = log.head().position();
        for (Change change : unit.changes()) {
            beforeChange.run();
            Optional<UnitOutcome> refused = make(change, undo);
            if (refused.isPresent()) {
                undo.backTo(mark);
                return refused.get();
            }
        }
        return new UnitOutcome.Committed(
                LongStream.rangeClosed(before + 1, log.head().position())
                        .boxed()
                        .toList());
    }

    private static List<NewEvent> events(WriteUnit unit) {
        return unit.changes().stream()
                .filter(Change.Append.class::isInstance)
                .map(change -> ((Change.Append) change).event())
                .toList();
    }

    private Optional<UnitOutcome> breach(List<Condition> conditions) {
        for (Condition condition : conditions) {
            long expected;
            long current;
            if (condition instanceof Condition.StreamAt at) {
                expected = at.revision();
                current = log.stream(at.subject()).map(StreamInfo::revision).orElse(0L);
            } else if (condition instanceof Condition.DocumentAt at) {
                expected = at.revision();
                current = plugins.document(at.collection(), at.key())
                        .map(Document::revision)
                        .orElse(0L);
            } else {
                throw new IllegalStateException("unknown condition " + condition);
            }
            if (current != expected) {
                return Optional.of(new UnitOutcome.RevisionConflict(condition, current));
            }
        }
        return Optional.empty();
    }

    private Optional<UnitOutcome> make(Change change, Undo undo) {
        if (change instanceof Change.Append append) {
            return log.append(append.event(), undo);
        } else if (change instanceof Change.Checkpoint moved) {
            return subscriptions.checkpoint(moved, undo);
        } else if (change instanceof Change.PutState put) {
            return plugins.putState(put, undo);
        } else if (change instanceof Change.PutDocument put) {
            return plugins.putDocument(put, undo);
        } else if (change instanceof Change.RecordOnce recorded) {
            return subscriptions.recordOnce(recorded, undo);
        } else if (change instanceof Change.PutSubscription put) {
            return subscriptions.put(put.subscription(), undo);
        } else if (change instanceof Change.PutDeadLetter put) {
            return subscriptions.putLetter(put.letter(), undo);
        } else if (change instanceof Change.DeleteData deleted) {
            return log.deleteData(deleted.position(), undo);
        } else if (change instanceof Change.Truncate truncated) {
            return log.truncate(truncated.upTo(), undo);
        }
        remove(change, undo);
        return Optional.empty();
    }

    private void remove(Change change, Undo undo) {
        if (change instanceof Change.RemoveSubscription removed) {
            subscriptions.remove(removed.subscription(), undo);
        } else if (change instanceof Change.RemoveDeadLetter removed) {
            subscriptions.removeLetter(removed.subscription(), removed.position(), undo);
        } else if (change instanceof Change.RemoveDocument removed) {
            plugins.removeDocument(removed, undo);
        } else {
            throw new IllegalStateException("unknown change " + change);
        }
    }
}
