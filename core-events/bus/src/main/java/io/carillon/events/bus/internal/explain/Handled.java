// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.explain;

import io.carillon.events.admin.ExplainAdmin.Explanation;
import io.carillon.events.admin.ExplainAdmin.Outcome;
import io.carillon.events.bus.internal.deliver.BookReading;
import io.carillon.events.bus.internal.deliver.RecentDeliveries;
import io.carillon.events.bus.internal.deliver.Stretch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the facts mean at a subscription of a handler. */
record Handled(Facts facts) implements Finished {

    @Override
    public Explanation exactly(BookReading.Delivered delivered) {
        return facts.recent()
                .filter(RecentDeliveries.Attempt::handled)
                .map(attempt -> new Explanation(
                        facts.subscription(),
                        Outcome.DELIVERED,
                        how(delivered) + times(delivered),
                        attempt.attempt(),
                        within(delivered.stretch(), attempt.at().plus(attempt.took())),
                        null,
                        attempt.took(),
                        attempt.pluginVersion()))
                .orElseGet(() -> kept(delivered));
    }

    /** A time that was made of two clocks, no earlier and no later than the book has it. */
    private static Instant within(Stretch stretch, Instant time) {
        Instant end = stretch.end();
        return time.isBefore(stretch.begin()) ? stretch.begin() : time.isAfter(end) ? end : time;
    }

    @Override
    public Explanation kept(BookReading.Delivered delivered) {
        Stretch stretch = delivered.stretch();
        boolean exact = stretch.since() == stretch.until();
        boolean sure = stretch.first() == stretch.last() || !facts.event().deleted();
        return new Explanation(
                facts.subscription(),
                Outcome.DELIVERED,
                how(delivered)
                        + (exact ? "" : ", between " + stretch.begin() + " and " + stretch.end())
                        + (sure ? "" : ", unless its data had been deleted by then")
                        + times(delivered)
                        + (facts.book().unsure() ? "; whether it was delivered again later is not recorded" : ""),
                stretch.attempts(),
                stretch.end(),
                exact ? null : stretch.begin(),
                stretch.time().orElse(null),
                delivered.pass().version());
    }

    private String how(BookReading.Delivered delivered) {
        return "matched " + facts.pattern(delivered.pass().types()) + " and handled at attempt "
                + delivered.stretch().attempts() + " by version "
                + delivered.pass().version();
    }

    private static String times(BookReading.Delivered delivered) {
        return delivered.times() == 1
                ? ""
                : "; this is the last of " + delivered.times() + " deliveries that are recorded";
    }

    @Override
    public Explanation unrecorded(BookReading.Gap gap, List<String> types) {
        String before = facts.handled()
                .map(each -> "; before that it was handled at " + each.stretch().end())
                .orElse("");
        return new Explanation(
                facts.subscription(),
                Outcome.DELIVERED,
                "matched " + facts.pattern(types)
                        + " and handled before its host stopped without notice, which is not"
                        + " recorded in detail: between " + gap.from() + " and "
                        + gap.to().map(Instant::toString).orElse("now")
                        + gap.version().map(each -> " by version " + each).orElse("; which version had it is not kept")
                        + before,
                0,
                gap.to().orElse(null),
                gap.from(),
                null,
                gap.version().orElse(null));
    }

    @Override
    public Explanation between(List<String> types, Instant from, Optional<Instant> to, List<String> versions) {
        String until = to.map(each -> " and " + each).orElse(" and now");
        boolean known = versions.size() == 1;
        return new Explanation(
                facts.subscription(),
                Outcome.DELIVERED,
                "matched " + facts.pattern(types) + " and handled between " + from + until
                        + (known ? " by version " : "; which version had it is not kept: ")
                        + String.join(" or ", versions) + (to.isPresent() ? ", or later if it failed then" : "")
                        + "; of older deliveries no more is kept",
                0,
                null,
                null,
                facts.recent().map(RecentDeliveries.Attempt::took).orElse(null),
                known ? versions.get(0) : null);
    }

    @Override
    public String before(BookReading.Delivered delivered) {
        return "it was handled before, at " + delivered.stretch().end() + " by version "
                + delivered.pass().version();
    }
}
