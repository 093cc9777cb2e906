// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.deliver.Backlog.Step;
import io.carillon.events.bus.internal.deliver.Shelf.Place;
import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Notes in a backlog what came of attempts, and says what has to be stored for that. A key is busy until what came of its
 * event is stored; an event that was simply handled costs no storing of its own.
 *
 * <p>Threads: guarded by the lock of the backlog.
 */
final class Settling {

    /** How many events that waited behind another one may be handled before their place is stored. */
    static final int UNSAVED = 64;

    private final Backlog backlog;
    private final Commits commits;

    Settling(Backlog backlog, Commits commits) {
        this.backlog = backlog;
        this.commits = commits;
    }

    /** An event was handled. */
    void handled(Step step, @Nullable Effects effects, Instant now) {
        Place place = step.place();
        if (place == null) {
            if (effects == null) {
                backlog.ledger().finish(step.position());
                backlog.free(step.key());
            } else {
                commits.add(new Finished(step, effects, List.of(), null, now));
            }
        } else if (step.isFollower()) {
            followed(step, place, effects, now);
        } else {
            commits.add(new Retried(step, place, effects, List.of(), null, now));
        }
    }

    private void followed(Step step, Place place, @Nullable Effects effects, Instant now) {
        Shelf shelf = backlog.shelf();
        SetAside done = place.event().doneUpTo(step.position());
        if (effects == null && shelf.unsaved(place) < UNSAVED) {
            shelf.set(place, done);
            shelf.occupy(place, false);
        } else {
            commits.add(new Retried(step, place, effects, List.of(), done, now));
        }
    }

    /** An event failed. */
    void failed(Step step, Failures.Verdict verdict, Instant now) {
        Place place = step.place();
        SetAside event = verdict.event();
        if (event != null && event.blocksAll()) {
            backlog.stops(step.position()); // before it is noted: another commit may be on its way
        }
        if (place == null) {
            commits.add(new Finished(step, null, verdict.changes(), event, now));
        } else {
            commits.add(new Retried(step, place, null, verdict.changes(), event, now));
        }
    }

    /** An event straight from the log is finished, or set aside. */
    private final class Finished implements Commits.Outcome {

        private final Step step;
        private final @Nullable Effects effects;
        private final List<Change> more;
        private final @Nullable SetAside aside;
        private final Instant now;

        Finished(Step step, @Nullable Effects effects, List<Change> more, @Nullable SetAside aside, Instant now) {
            this.step = step;
            this.effects = effects;
            this.more = more;
            this.aside = aside;
            this.now = now;
            if (effects != null) {
                effects.show();
            }
        }

        @Override
        public List<Change> settle() {
            List<Change> changes = new ArrayList<>(more);
            if (effects != null) {
                changes.addAll(effects.changes(now));
            }
            backlog.ledger().finish(step.position());
            backlog.stopped(step.position());
            if (aside != null) {
                changes.addAll(backlog.shelf().save(backlog.setAside(aside)));
            }
            return changes;
        }

        @Override
        public void stored() {
            if (effects != null) {
                effects.stored();
            }
            backlog.free(step.key());
        }
    }

    /** An event on the shelf, or one that waited behind it, is handled or failed. */
    private final class Retried implements Commits.Outcome {

        private final Step step;
        private final Place place;
        private final @Nullable Effects effects;
        private final List<Change> more;
        /** What stands in its place now; {@code null} when nothing has to wait. */
        private final @Nullable SetAside next;

        private final Instant now;

        Retried(
                Step step,
                Place place,
                @Nullable Effects effects,
                List<Change> more,
                @Nullable SetAside next,
                Instant now) {
            this.step = step;
            this.place = place;
            this.effects = effects;
            this.more = more;
            this.next = next;
            this.now = now;
            if (effects != null) {
                effects.show();
            }
        }

        @Override
        public List<Change> settle() {
            List<Change> changes = new ArrayList<>(more);
            if (effects != null) {
                changes.addAll(effects.changes(now));
            }
            if (more.isEmpty() && next == null && place.event().letter()) {
                changes.add(new Change.RemoveDeadLetter(place.event().subscription(), step.position()));
            }
            backlog.stopped(step.position());
            if (next != null) {
                boolean failed = !next.done();
                backlog.shelf().set(place, next);
                if (failed) {
                    backlog.holdFollowers(place);
                }
                changes.addAll(backlog.shelf().save(place));
            } else {
                changes.addAll(release(place, step.position()));
                if (!backlog.shelf().holds(place)) {
                    backlog.keepBusy(place.event().key()); // what comes next must see what is stored with this
                }
            }
            return changes;
        }

        @Override
        public void stored() {
            if (effects != null) {
                effects.stored();
            }
            if (backlog.shelf().holds(place)) {
                backlog.shelf().occupy(place, false);
            } else {
                backlog.freeKept(place.event().key());
            }
        }
    }

    /**
     * Lets follow what waits behind a place; it goes if nothing does, unless it alone would tell after a restart that the
     * event is finished.
     */
    private List<Change> release(Place place, long doneUpTo) {
        Shelf shelf = backlog.shelf();
        boolean needed = place.latestHeld() > doneUpTo || !backlog.ledger().tells(doneUpTo);
        if (KeyRule.isFollowed(place.event().key()) && needed) {
            shelf.set(place, place.event().doneUpTo(doneUpTo));
            return shelf.save(place);
        }
        List<Change> changes = shelf.forget(place);
        shelf.remove(place);
        return changes;
    }

    /** An event is given up for good. */
    void discard(Place place) {
        backlog.shelf().occupy(place, true);
        commits.add(new Commits.Outcome() {
            @Override
            public List<Change> settle() {
                return release(place, place.event().position());
            }

            @Override
            public void stored() {
                if (backlog.shelf().holds(place)) {
                    backlog.shelf().occupy(place, false);
                }
            }
        });
    }

    /** An operator asks for dead letters once more; what is being delivered already is left as it is. */
    List<Change> ask(List<DeadLetter> letters, Instant now, AtomicInteger count) {
        Shelf shelf = backlog.shelf();
        List<Change> changes = new ArrayList<>();
        for (DeadLetter letter : letters) {
            Place place = shelf.at(letter.position());
            if (place == null && !backlog.isFull()) {
                Place behind = shelf.storedAt(letter.position());
                if (behind != null) { // it has gone on since, and makes room
                    changes.addAll(shelf.save(behind));
                }
                changes.addAll(shelf.save(shelf.put(SetAside.asked(letter, now))));
                count.incrementAndGet();
            } else if (place != null && !place.isBusy() && place.event().waitsForOperator()) {
                shelf.set(place, place.event().asked(now));
                changes.addAll(shelf.save(place));
                count.incrementAndGet();
            }
        }
        return changes;
    }

    /** An operator gives dead letters up; one that is being delivered at this moment is left alone. */
    List<Change> giveUp(List<DeadLetter> letters, AtomicInteger count) {
        Shelf shelf = backlog.shelf();
        List<Change> changes = new ArrayList<>();
        for (DeadLetter letter : letters) {
            Place place = shelf.at(letter.position());
            if (place != null && place.isBusy()) {
                continue;
            }
            changes.add(new Change.RemoveDeadLetter(letter.subscription(), letter.position()));
            if (place != null && place.event().letter()) {
                changes.addAll(release(place, letter.position()));
            }
            count.incrementAndGet();
        }
        return changes;
    }

    /** Takes away places nobody waits behind any more, once the checkpoint has passed what waited. */
    void tidy() {
        if (backlog.shelf().isEmpty()) {
            return;
        }
        for (Place place : backlog.shelf().passedBy(backlog.ledger().checkpoint())) {
            backlog.shelf().occupy(place, true);
            commits.add(new Commits.Outcome() {
                @Override
                public List<Change> settle() {
                    List<Change> changes = backlog.shelf().forget(place);
                    backlog.shelf().remove(place);
                    return changes;
                }

                @Override
                public void stored() {
                    // the key was free as soon as the place went
                }
            });
        }
    }
}
