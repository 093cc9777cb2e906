// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many requests of a kind a caller may make in a second, with a second's worth at once. Of too many callers those are
 * forgotten that were quiet for longest.
 *
 * <p>Threads: safe for concurrent use.
 */
public final class RateLimits {

    /** The most callers remembered for each kind. */
    static final int MAX_CALLERS = 10_000;

    /** What is asked for. */
    public enum Kind {
        /** Reading. */
        READ,
        /** Publishing. */
        PUBLISH,
        /** Everything else. */
        CHANGE,
        /** Anything by callers without a credential. */
        ANONYMOUS
    }

    private static final long SECOND = 1_000_000_000L;

    /** One kind's callers with the time, in nanoseconds, until which they have used up what they may. */
    private static final class Callers extends LinkedHashMap<String, Long> {

        private static final long serialVersionUID = 1L;

        Callers() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_CALLERS;
        }
    }

    private final Map<Kind, Integer> perSecond;
    private final LongSupplier nanos;
    private final Map<Kind, Callers> usedUntil = new EnumMap<>(Kind.class);

    /**
     * @param perSecond by kind; 0 for no limit
     * @param nanos a clock that never goes back
     */
    public RateLimits(Map<Kind, Integer> perSecond, LongSupplier nanos) {
        this.perSecond = new EnumMap<>(perSecond);
        this.nanos = nanos;
        for (Kind kind : Kind.values()) {
            usedUntil.put(kind, new Callers());
        }
    }

    /**
     * Counts a request.
     *
     * @param caller name of a principal, or an address
     * @throws io.carillon.events.http.internal.problem.ProblemException if it is one too many
     */
    public void count(Kind kind, String caller) {
        int limit = perSecond.getOrDefault(kind, 0);
        if (limit == 0) {
            return;
        }
        long cost = SECOND / limit;
        Callers callers = usedUntil.getOrDefault(kind, new Callers());
        synchronized (callers) {
            long now = nanos.getAsLong();
            Long known = callers.get(caller);
            long used = known == null ? now : Math.max(now, known);
            if (used + cost - now > SECOND) {
                throw refused(kind, limit);
            }
            callers.put(caller, used + cost);
        }
    }

    private static RuntimeException refused(Kind kind, int limit) {
        return Problem.of(
                        ProblemCode.RATE_LIMITED,
                        "more than " + limit + " requests a second (limit for "
                                + kind.name().toLowerCase(java.util.Locale.ROOT) + ")")
                .withHeader("Retry-After", "1")
                .toException();
    }

    int callers(Kind kind) {
        Callers callers = usedUntil.getOrDefault(kind, new Callers());
        synchronized (callers) {
            return callers.size();
        }
    }
}
