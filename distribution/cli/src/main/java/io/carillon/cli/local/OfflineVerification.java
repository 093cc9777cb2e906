// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.output.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Verifies a log that no host has open, with what hosts do it with. */
public final class OfflineVerification {

    private static final String OPENER = "io.carillon.storage.jdbc.internal.OfflineStore";
    private static final String VERIFIER = "io.carillon.events.service.internal.jobs.OfflineVerification";

    private final Bundles bundles;

    public OfflineVerification(Bundles bundles) {
        this.bundles = bundles;
    }

    /**
     * What was found.
     *
     * @param word {@code succeeded}, {@code failed}, or that it could not be looked at: {@code refused}, {@code unavailable}
     * @param text a sentence
     * @param firstBad {@code position} and {@code part} of the first bad event; nothing unless there is one
     */
    public record Outcome(String word, String text, long done, long total, Json firstBad) {

        /** Whether it was looked at. */
        public boolean isVerdict() {
            return word.equals("succeeded") || word.equals("failed");
        }

        public int exit() {
            return switch (word) {
                case "succeeded" -> Exit.OK;
                case "failed" -> Exit.JOB_FAILED;
                case "unavailable" -> Exit.UNAVAILABLE;
                default -> Exit.REFUSED;
            };
        }

        /** As a host tells of a job. */
        public Json json(LogAddress log) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("kind", "verify");
            members.put("store", log.shown());
            members.put("state", word);
            members.put("progress", Json.object("done", done, "total", total, "unit", "events"));
            if (!firstBad.isNull()) {
                members.put("firstBad", firstBad);
            }
            members.put("detail", text);
            return Json.of(members);
        }
    }

    /**
     * Verifies.
     *
     * @param listener told the events done and those in all, at least with each page; ends it with what it throws
     */
    @SuppressWarnings("unchecked") // types of the bundles, which are not on this class path
    public Outcome verify(LogAddress log, BiConsumer<Long, Long> listener) {
        Function<Map<String, Object>, AutoCloseable> opener = bundles.make(OPENER, Function.class);
        BiFunction<Callable<AutoCloseable>, BiConsumer<Long, Long>, Map<String, Object>> verifier =
                bundles.make(VERIFIER, BiFunction.class);
        Map<String, Object> found = verifier.apply(() -> opener.apply(log.options()), listener);
        return new Outcome(
                String.valueOf(found.get("outcome")),
                String.valueOf(found.get("text")),
                ((Number) found.getOrDefault("done", 0L)).longValue(),
                ((Number) found.getOrDefault("total", 0L)).longValue(),
                found.containsKey("position")
                        ? Json.object("position", found.get("position"), "part", found.get("part"))
                        : Json.NULL);
    }
}
