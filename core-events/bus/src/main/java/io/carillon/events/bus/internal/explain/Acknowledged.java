// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.explain;

import io.carillon.events.admin.ExplainAdmin.Explanation;
import io.carillon.events.admin.ExplainAdmin.Outcome;
import io.carillon.events.bus.internal.deliver.BookReading;
import io.carillon.events.bus.internal.deliver.Stretch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the facts mean at a subscription of a client. A place it acknowledges counts for everything before it; its filter and
 * its rights, and how often something was sent, are not kept.
 */
record Acknowledged(Facts facts) implements Finished {

    @Override
    public Explanation kept(BookReading.Delivered delivered) {
        Stretch stretch = delivered.stretch();
        boolean exact = stretch.since() == stretch.until();
        String times =
                delivered.times() == 1 ? "" : "; this is the last of " + delivered.times() + " times that are recorded";
        return done(
                how(delivered.pass().types(), delivered.pass().version())
                        + (exact ? "" : ", between " + stretch.begin() + " and " + stretch.end())
                        + times
                        + (facts.book().unsure() ? "; whether it was again later is not recorded" : ""),
                stretch.end(),
                exact ? null : stretch.begin());
    }

    @Override
    public Explanation unrecorded(BookReading.Gap gap, List<String> types) {
        String before = facts.handled()
                .map(each -> "; before that it was at " + each.stretch().end())
                .orElse("");
        return done(
                how(types, gap.version().orElse("")) + ", between " + gap.from() + " and "
                        + gap.to().map(Instant::toString).orElse("now") + "; the host stopped, or the store failed,"
                        + " before more was recorded" + before,
                gap.to().orElse(null),
                gap.from());
    }

    @Override
    public Explanation between(List<String> types, Instant from, Optional<Instant> to, List<String> versions) {
        return done(
                how(types, "") + ", between " + from + " and "
                        + to.map(Instant::toString).orElse("now"),
                null,
                null);
    }

    private String how(List<String> types, String where) {
        return "matched " + facts.pattern(types) + " and was acknowledged by its client"
                + (where.isEmpty() ? "" : " at " + where) + ", or is beyond its filter or rights";
    }

    private Explanation done(String reason, @Nullable Instant at, @Nullable Instant earliest) {
        return new Explanation(facts.subscription(), Outcome.DELIVERED, reason, 0, at, earliest, null, null);
    }

    /** The client has not come that far, or comes again. */
    String notYet() {
        return "not acknowledged by its client yet" + (facts.live() ? "" : ", which is not connected");
    }

    @Override
    public String before(BookReading.Delivered delivered) {
        String where = delivered.pass().version();
        return "it was acknowledged before, at " + delivered.stretch().end()
                + (where.isEmpty() ? "" : " by its client at " + where);
    }
}
