// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.deliver.Backlog.Step;
import io.carillon.events.bus.internal.deliver.Ending.Result;
import io.carillon.events.bus.internal.deliver.Shelf.Place;
import io.carillon.events.bus.internal.log.LogEntry;
import io.carillon.events.store.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws the consequences of each attempt: for the event, for those behind it, for the circuit breaker.
 *
 * <p>Threads: guarded by its owner.
 */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final String subscription;
    private final Backlog backlog;
    private final Commits commits;
    private final Settling settling;
    private final Failures failures;
    private final Circuit circuit;
    private final OpenBook book;

    Attempts(
            String subscription,
            Backlog backlog,
            Commits commits,
            Settling settling,
            Failures failures,
            Circuit circuit,
            OpenBook book) {
        this.subscription = subscription;
        this.backlog = backlog;
        this.commits = commits;
        this.settling = settling;
        this.failures = failures;
        this.circuit = circuit;
        this.book = book;
    }

    /**
     * An attempt has ended.
     *
     * @param loop why something it led to was refused, if its chain of causes is too long: then it has failed for good
     * @param effects what it changed, if anything
     */
    void ended(Step step, Result result, @Nullable String loop, @Nullable Effects effects, Instant now) {
        if (result instanceof Result.Failed failed && failed.cutShort()) {
            drop(effects);
            giveBack(step);
            return;
        }
        backlog.ended(step);
        Optional<Change> news;
        if (result instanceof Result.Failed failed) {
            drop(effects);
            news = circuit.failed(now, failed.timedOut(), step.isAgain());
            fail(step, failures.judge(step, failed.fault(), loop != null, now), failed.took(), now);
        } else if (loop != null) {
            drop(effects);
            news = circuit.succeeded(now);
            fail(step, failures.judge(step, Fault.of(loop), true, now), result.took(), now);
        } else {
            news = circuit.succeeded(now);
            note(step, result.took(), now);
            settling.handled(step, effects == null || effects.isEmpty() ? null : effects, now);
        }
        news.map(Commits::just).ifPresent(commits::add);
    }

    /** An event was taken up and not attempted. */
    void giveBack(Step step) {
        backlog.giveBack(step);
        circuit.forgone();
    }

    /**
     * What is next for a place was looked for.
     *
     * @param found {@code null} if nobody could look
     * @param upTo position up to which there is nothing else
     */
    void supplied(Place place, @Nullable List<LogEntry> found, long upTo) {
        backlog.shelf().occupy(place, false);
        if (found == null) {
            return;
        }
        if (!found.isEmpty()) {
            place.next.addAll(found);
        } else if (place.event().done()) {
            backlog.shelf().exhaust(place, upTo);
            settling.tidy();
        } else {
            LOG.warn(
                    "An event that failed is not in the log any more and is given up: subscription={} position={}",
                    subscription,
                    place.event().position());
            settling.discard(place);
        }
    }

    private void note(Step step, Duration took, Instant now) {
        Place place = step.place();
        if (place == null) {
            book.handled(backlog.ledger().number(step.position()), step.position(), now);
        } else if (step.isFollower()) {
            book.followed(place.event().key(), step.position(), now);
        } else {
            book.ended(step.position(), place.event().key(), step.attempt(), true, now, took);
        }
    }

    private void fail(Step step, Failures.Verdict verdict, Duration took, Instant now) {
        Place place = step.place();
        String key =
                place == null ? backlog.keys().kept(step.key()) : place.event().key();
        if (verdict.letter() == null) {
            book.failed(key);
        } else {
            book.ended(step.position(), key, step.attempt(), false, now, took);
            LOG.warn(
                    "Dead letter: subscription={} position={} attempts={}{}",
                    subscription,
                    step.position(),
                    step.attempt(),
                    verdict.event() == null ? "" : "; what comes behind it is held");
        }
        settling.failed(step, verdict, now);
    }

    /** Changes nobody will store. */
    static void drop(@Nullable Effects effects) {
        if (effects != null) {
            effects.drop();
        }
    }
}
