// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** What a parameter takes. The same is enforced and shown in the API document. */
public sealed interface Value {

    /** The longest value of a parameter, in characters. */
    int MAX_LENGTH = 4_096;

    /** Why a text is no such value, to follow the name of the parameter; empty when it is one. */
    Optional<String> objection(String text);

    /** JSON Schema. */
    ObjectNode schema();

    /** Adds to a schema what counts when there is no value. */
    default void addStandard(ObjectNode schema, String standard) {
        schema.put("default", standard);
    }

    /** Any text, not empty. */
    record Text() implements Value {
        @Override
        public Optional<String> objection(String text) {
            return text.isEmpty()
                    ? Optional.of("must not be empty")
                    : text.length() > MAX_LENGTH
                            ? Optional.of("has at most " + MAX_LENGTH + " characters, got " + text.length())
                            : Optional.empty();
        }

        @Override
        public ObjectNode schema() {
            return Answer.object().put("type", "string").put("minLength", 1).put("maxLength", MAX_LENGTH);
        }
    }

    /**
     * A text that a component schema describes and the resource reads.
     *
     * @param component name of the schema
     */
    record Described(String component) implements Value {
        @Override
        public Optional<String> objection(String text) {
            return new Text().objection(text);
        }

        @Override
        public ObjectNode schema() {
            return Answer.object().put("$ref", "#/components/schemas/" + component);
        }

        @Override
        public void addStandard(ObjectNode schema, String standard) {
            // the component says it
        }
    }

    /** One of some words, without regard to case where {@code anyCase}. */
    record Choice(List<String> words, boolean anyCase) implements Value {
        public Choice {
            words = List.copyOf(words);
        }

        @Override
        public Optional<String> objection(String text) {
            boolean known = words.stream().anyMatch(word -> anyCase ? word.equalsIgnoreCase(text) : word.equals(text));
            return known
                    ? Optional.empty()
                    : Optional.of("must be one of " + String.join(", ", words) + Nearest.suggestion(text, words));
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = Answer.object().put("type", "string");
            ArrayNode all = schema.putArray("enum");
            words.forEach(all::add);
            return schema;
        }
    }

    /** A whole number. */
    record Whole(long min, long max) implements Value {
        @Override
        public Optional<String> objection(String text) {
            boolean digits = text.matches("-?\\d{1,18}");
            boolean inside = digits && Long.parseLong(text) >= min && Long.parseLong(text) <= max;
            return inside
                    ? Optional.empty()
                    : Optional.of("must be " + min + " to " + max + ", got \"" + shortened(text) + "\"");
        }

        @Override
        public ObjectNode schema() {
            return Answer.object().put("type", "integer").put("minimum", min).put("maximum", max);
        }

        @Override
        public void addStandard(ObjectNode schema, String standard) {
            schema.put("default", Long.parseLong(standard));
        }

        private static String shortened(String text) {
            return text.length() <= 40 ? text : text.substring(0, 40) + "…";
        }
    }

    /** Yes or no; the bare name of the parameter is yes. */
    record Flag() implements Value {
        @Override
        public Optional<String> objection(String text) {
            return List.of("", "true", "false").contains(text)
                    ? Optional.empty()
                    : Optional.of("must be true or false");
        }

        @Override
        public ObjectNode schema() {
            return Answer.object().put("type", "boolean");
        }

        @Override
        public void addStandard(ObjectNode schema, String standard) {
            schema.put("default", Boolean.parseBoolean(standard));
        }
    }
}
