// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import io.carillon.events.admin.JobWork;
import io.carillon.events.admin.ReplayAdmin;
import io.carillon.events.store.EventQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Has events delivered once more and says what came of it. */
final class Replay implements JobWork {

    /** How many failures the result tells. */
    static final int TOLD = 3;

    /** How many subscriptions that were passed by the result names. */
    static final int MAX_PASSED_BY = 10;

    private static final int LONGEST_FAILURE = 200;

    private final ReplayAdmin replays;
    private final ReplayAdmin.Request request;
    private final String id;
    private final String by;

    /**
     * One replay.
     *
     * @param id seen by the handlers
     */
    Replay(ReplayAdmin replays, ReplayAdmin.Request request, String id, String by) {
        this.replays = replays;
        this.request = request;
        this.id = id;
        this.by = by;
    }

    /** For instance {@code Replay events by query to shop.mail:receipts}. */
    static String name(ReplayAdmin.Request request) {
        int named = request.positions().size();
        EventQuery query = request.query();
        String what = query != null
                ? "events" + chosen(query)
                : named == 1 ? "event " + request.positions().get(0) : named + " events";
        List<String> to = request.subscriptions();
        String whom = to.isEmpty()
                ? "all that want them"
                : to.size() <= 3
                        ? String.join(", ", to)
                        : String.join(", ", to.subList(0, 3)) + " and " + (to.size() - 3) + " more";
        return (request.dryRun() ? "Count for a replay: " : "Replay ") + what + " to " + whom;
    }

    /** The positions it is between, and whether anything else selects. */
    private static String chosen(EventQuery query) {
        long first = query.firstPosition();
        long end = query.endPosition();
        String places = end == Long.MAX_VALUE
                ? first > 1 ? " from " + first : ""
                : first > 1 ? " " + first + " to " + (end - 1) : " before " + end;
        EventQuery placed = EventQuery.builder()
                .firstPosition(first)
                .endPosition(end)
                .order(query.order())
                .limit(query.limit())
                .build();
        return places + (places.isEmpty() || !placed.equals(query) ? " by query" : "");
    }

    @Override
    public String run(Progress progress) throws InterruptedException {
        List<String> first = new ArrayList<>();
        AtomicLong failed = new AtomicLong();
        ReplayAdmin.Outcome outcome = replays.replay(request, id, by, progress, failure -> {
            progress.failed(failed.incrementAndGet());
            synchronized (first) {
                if (first.size() < TOLD) {
                    first.add(
                            failure.length() <= LONGEST_FAILURE
                                    ? failure
                                    : failure.substring(0, LONGEST_FAILURE - 1) + "…");
                }
            }
        });
        progress.failed(outcome.failed());
        synchronized (first) {
            return sentence(outcome, first);
        }
    }

    private String sentence(ReplayAdmin.Outcome outcome, List<String> first) {
        String done = request.dryRun()
                ? String.format(
                        Locale.ROOT, "%d events: %d deliveries would be made", outcome.events(), outcome.delivered())
                : String.format(
                        Locale.ROOT,
                        "%d events: %d deliveries succeeded, %d failed",
                        outcome.events(),
                        outcome.delivered(),
                        outcome.failed());
        StringBuilder out = new StringBuilder(done);
        outcome.passedBy().stream().limit(MAX_PASSED_BY).forEach(each -> out.append("; passed by: ")
                .append(each));
        if (outcome.passedBy().size() > MAX_PASSED_BY) {
            out.append("; passed by: ")
                    .append(outcome.passedBy().size() - MAX_PASSED_BY)
                    .append(" more");
        }
        first.forEach(each -> out.append("; ").append(each));
        long untold = outcome.failed() - first.size();
        if (!first.isEmpty() && untold > 0) {
            out.append("; and ").append(untold).append(" more failures");
        }
        return out.toString();
    }
}
