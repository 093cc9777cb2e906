// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.explain;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.ExplainAdmin.Explanation;
import io.carillon.events.admin.ExplainAdmin.Outcome;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.deliver.BookReading;
import io.carillon.events.bus.internal.deliver.RecentDeliveries;
import io.carillon.events.bus.internal.deliver.SetAside;
import io.carillon.events.bus.internal.deliver.Stretch;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Mark;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Span;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what the facts mean. What is happening now comes first, then what failed, then what the checkpoint has passed. */
final class Reasoning {

    private final Facts facts;
    private final Finished finished;

    private Reasoning(Facts facts) {
        this.facts = facts;
        this.finished = Finished.of(facts);
    }

    static Explanation of(Facts facts) {
        return new Reasoning(facts).explain();
    }

    private Explanation explain() {
        if (facts.handling()) {
            return handling();
        }
        if (facts.letter().isPresent()) {
            return deadLetter();
        }
        Optional<SetAside> failed = facts.failed();
        if (failed.isPresent()) {
            return retrying(failed.get());
        }
        if (facts.isDone()) {
            return finished.exactly(facts.handled().orElseThrow());
        }
        Optional<SubscriptionRecord> record = facts.record();
        if (record.isPresent() && !facts.isPassed()) {
            return again(notReached(record.get()));
        }
        if (facts.handled().isPresent() && facts.book().gap().isEmpty()) {
            return record.isPresent() && facts.ahead().isPresent()
                    ? again(held(facts.ahead().get()))
                    : finished.kept(facts.handled().get());
        }
        return passed();
    }

    private Explanation handling() {
        String stuck = facts.status()
                .filter(each -> each.state() == State.STUCK && each.failure() != null)
                .map(each -> "; " + each.failure())
                .orElse("");
        return answer(Outcome.HANDLING, "its handler has it now" + stuck, attempts(), null, version());
    }

    private Explanation deadLetter() {
        var letter = facts.letter().orElseThrow();
        boolean asked = facts.failed().map(each -> each.due() != null).orElse(false);
        String reason = "given up after " + times(letter.attempts()) + ": " + firstLine(letter.cause())
                + (asked ? "; somebody asked for it to be delivered again, which has not ended" : "");
        return attempted(Outcome.DEAD_LETTER, reason, letter.attempts(), letter.last());
    }

    private Explanation retrying(SetAside failed) {
        String next = failed.due() == null ? "is not tried again by itself" : "is tried again at " + failed.due();
        return attempted(
                Outcome.RETRYING,
                "failed " + times(failed.attempts()) + " and " + next + ": " + firstLine(failed.cause()),
                failed.attempts(),
                failed.last());
    }

    /** With the version that made the last attempt, if that is known. */
    private Explanation attempted(Outcome outcome, String reason, int attempts, Instant last) {
        Optional<String> version = facts.recent()
                .map(RecentDeliveries.Attempt::pluginVersion)
                .or(() -> facts.book()
                        .last()
                        .filter(each -> !each.stretch().handled()
                                && each.stretch().end().equals(last.truncatedTo(ChronoUnit.MILLIS)))
                        .map(each -> each.pass().version()))
                .or(() -> facts.life().flatMap(life -> life.version(last)));
        return answer(
                outcome,
                version.isPresent() ? reason : reason + "; by which version of its plugin is not kept",
                attempts,
                last,
                version.orElse(null));
    }

    private Explanation notReached(SubscriptionRecord record) {
        if (!matches(record.types(), facts.type())) {
            return answer(Outcome.FILTERED, noPattern(record.types(), record.generation(), record.since()), null);
        }
        Optional<SetAside> ahead = facts.ahead();
        if (ahead.isPresent()) {
            return held(ahead.get());
        }
        String checkpoint = "its checkpoint is " + record.position();
        Optional<Past> life = facts.life();
        if (facts.isClient()) {
            return answer(Outcome.QUEUED, new Acknowledged(facts).notYet() + "; " + checkpoint, null);
        }
        if (facts.status().isEmpty()) {
            String since = life.flatMap(each -> each.latest(Mark.LEFT))
                    .map(each -> " since " + each.since())
                    .orElse("");
            String off = record.enabled() ? "" : ", and delivery is switched off";
            return answer(Outcome.DORMANT, "its handler is not there" + since + off + "; " + checkpoint, null);
        }
        SubscriptionStatus status = facts.status().get();
        if (!status.enabled()) {
            String since = life.flatMap(each -> each.latest(Mark.PAUSED))
                    .filter(each -> !record.enabled())
                    .map(each -> " since " + each.since() + by(each))
                    .orElse("");
            return answer(Outcome.PAUSED, "delivery is switched off" + since + "; " + checkpoint, null);
        }
        boolean held = status.state() == State.FAILING || status.state() == State.STUCK;
        String hold = held && status.failure() != null ? "; " + firstLine(status.failure()) : "";
        return answer(Outcome.QUEUED, "not reached yet; " + checkpoint + hold, null);
    }

    private Explanation held(SetAside ahead) {
        String which = ahead.done()
                ? "which was handled, and those behind it follow"
                : "which failed "
                        + times(ahead.attempts())
                        + (ahead.due() == null ? " and is a dead letter" : " and is tried again at " + ahead.due());
        return answer(Outcome.HELD, "waits behind position " + ahead.position() + " of the same key, " + which, null);
    }

    private Explanation passed() {
        Optional<Past> life = facts.life();
        if (life.isEmpty()) {
            return before();
        }
        Past past = life.get();
        Span span = past.at(facts.position());
        if (!matches(span.types(), facts.type())) {
            return answer(Outcome.FILTERED, noPattern(span.types(), span.generation(), span.position()), null);
        }
        if (facts.record().isPresent() && facts.ahead().isPresent()) {
            return again(held(facts.ahead().get()));
        }
        if (facts.discarded().isPresent()) {
            var discarded = facts.discarded().get();
            Optional<BookReading.Delivered> givenUp =
                    facts.book().last().filter(each -> !each.stretch().handled());
            return new Explanation(
                    facts.subscription(),
                    Outcome.DEAD_LETTER,
                    "given up, and its dead letter was discarded at " + discarded.recordedTime()
                            + discarded.event().actor().map(who -> " by " + who).orElse(""),
                    givenUp.map(each -> each.stretch().attempts()).orElse(0),
                    givenUp.map(each -> each.stretch().end()).orElse(null),
                    null,
                    givenUp.flatMap(each -> each.stretch().time()).orElse(null),
                    givenUp.map(each -> each.pass().version()).orElse(null));
        }
        if (facts.book().gap().isPresent()) {
            return finished.unrecorded(facts.book().gap().get(), span.types());
        }
        Optional<BookReading.Delivered> last = facts.book().last();
        if (last.isPresent() && !last.get().stretch().handled()) {
            return gone(last.get());
        }
        return facts.moved()
                .map(move -> answer(
                        Outcome.NOT_SUBSCRIBED,
                        "passed by when the subscription was put to another position at " + move.recordedTime()
                                + move.event().actor().map(who -> " by " + who).orElse(""),
                        null))
                .orElseGet(() -> past.ended() && facts.position() > past.last().position()
                        ? answer(
                                Outcome.NOT_SUBSCRIBED,
                                "not reached before the subscription was removed at "
                                        + past.last().since() + by(past.last()) + "; its checkpoint was "
                                        + past.last().position(),
                                null)
                        : delivered(past, span));
    }

    private Explanation before() {
        Optional<Span> first = facts.lives().isEmpty()
                ? Optional.empty()
                : Optional.of(facts.lives().get(facts.lives().size() - 1).first());
        return answer(
                Outcome.NOT_SUBSCRIBED,
                first.map(each -> "the subscription began behind position " + each.position() + " at " + each.since())
                        .orElse("the subscription began behind it"),
                null);
    }

    /** It comes once more, if it was handled. */
    private Explanation again(Explanation now) {
        return now.outcome() == Outcome.FILTERED
                ? now
                : facts.handled()
                        .map(before -> new Explanation(
                                now.subscription(),
                                now.outcome(),
                                now.reason() + "; " + finished.before(before) + ", and comes again",
                                now.attempts(),
                                now.at(),
                                now.earliest(),
                                now.took(),
                                now.pluginVersion()))
                        .orElse(now);
    }

    /** It was given up, and nothing is left of that but the book. */
    private Explanation gone(BookReading.Delivered last) {
        Stretch stretch = last.stretch();
        return answer(
                Outcome.DEAD_LETTER,
                "given up after " + times(stretch.attempts()) + "; its dead letter is gone since, and whether it was"
                        + " delivered again is not recorded",
                stretch.attempts(),
                stretch.end(),
                last.pass().version());
    }

    private Explanation delivered(Past past, Span span) {
        Instant recorded = facts.event().recordedTime();
        List<Span> spans = past.candidates(facts.position(), recorded);
        return finished.between(
                span.types(),
                later(spans.get(0).since(), recorded),
                past.end(spans.get(spans.size() - 1)),
                spans.stream().map(Span::pluginVersion).distinct().toList());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Explanation answer(Outcome outcome, String reason, @Nullable String pluginVersion) {
        return answer(outcome, reason, 0, null, pluginVersion);
    }

    private Explanation answer(
            Outcome outcome, String reason, int attempts, @Nullable Instant at, @Nullable String pluginVersion) {
        Duration took = facts.recent()
                .filter(recent -> attempts == 0 || recent.attempt() == attempts)
                .map(RecentDeliveries.Attempt::took)
                .orElse(null);
        return new Explanation(facts.subscription(), outcome, reason, attempts, at, null, took, pluginVersion);
    }

    private int attempts() {
        return facts.failed().map(SetAside::attempts).orElse(0) + 1;
    }

    /** The version whose handler is there. */
    private @Nullable String version() {
        return facts.life().map(life -> life.last().pluginVersion()).orElse(null);
    }

    private String noPattern(List<String> types, int generation, long since) {
        return "no pattern matches the type " + facts.type() + ": " + String.join(", ", types) + " (generation "
                + generation + ", from position " + since + " on)";
    }

    private static boolean matches(List<String> types, String type) {
        return types.stream().anyMatch(each -> new TypePattern(each).matches(type));
    }

    private static String by(Span span) {
        return span.by().isEmpty() ? "" : " by " + span.by();
    }

    private static String times(int attempts) {
        return attempts == 1 ? "once" : attempts + " times";
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).strip();
    }
}
