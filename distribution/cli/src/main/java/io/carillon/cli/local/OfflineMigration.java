// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.output.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Moves a log to another store, while no host has it. */
public final class OfflineMigration {

    private static final String MOVER = "io.carillon.storage.jdbc.internal.StoreMigration";

    /** What people know of what is kept, by its table; the others follow from these. */
    private static final Map<String, String> KEPT = kept();

    private final Bundles bundles;

    public OfflineMigration(Bundles bundles) {
        this.bundles = bundles;
    }

    private static Map<String, String> kept() {
        Map<String, String> kept = new LinkedHashMap<>();
        kept.put("carillon_event_log", "events");
        kept.put("carillon_event_type", "types");
        kept.put("carillon_stream", "streams");
        kept.put("carillon_truncated_id", "truncatedIds");
        kept.put("carillon_subscription", "subscriptions");
        kept.put("carillon_once", "onceKeys");
        kept.put("carillon_dead_letter", "deadLetters");
        kept.put("carillon_plugin_state", "pluginStates");
        kept.put("carillon_document", "documents");
        return kept;
    }

    /**
     * What became of it.
     *
     * @param told by what moved it
     */
    public record Outcome(Map<String, Object> told) {

        public boolean isMoved() {
            return word().equals("moved");
        }

        private String word() {
            return text("outcome");
        }

        /** A member as a text; empty when it is not there. */
        public String text(String member) {
            return String.valueOf(told.getOrDefault(member, ""));
        }

        public int exit() {
            return switch (word()) {
                case "moved" -> Exit.OK;
                case "unavailable" -> Exit.UNAVAILABLE;
                default -> Exit.REFUSED;
            };
        }

        /** For programs. */
        public Json json(LogAddress from, LogAddress to) {
            return Json.object(
                    "from", from.shown(),
                    "to", to.shown(),
                    "storeId", told.get("storeId"),
                    "position", told.get("position"),
                    "hash", told.get("hash"),
                    "copied", copied());
        }

        private Map<String, Json> copied() {
            Json rows = Json.of(told.get("rows"));
            Map<String, Json> copied = new LinkedHashMap<>();
            KEPT.forEach((table, kept) -> copied.put(kept, rows.at(table)));
            return copied;
        }
    }

    /**
     * Moves.
     *
     * @param listener told {@code copy} or {@code verify} with the rows done and those in all; ends it with what it throws
     */
    @SuppressWarnings("unchecked") // a type of the bundles, which are not on this class path
    public Outcome move(LogAddress from, LogAddress to, BiConsumer<String, long[]> listener) {
        BiFunction<List<Map<String, Object>>, BiConsumer<String, long[]>, Map<String, Object>> mover =
                bundles.make(MOVER, BiFunction.class);
        return new Outcome(mover.apply(List.of(from.options(), to.options()), listener));
    }
}
