// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.http.internal.problem.JsonWords;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies of JSON with one event or several, strictly: no key twice, nothing too deep, too long or after the end. */
final class EventJson {

    private static final int MAX_TOKENS = 10_000;

    /** Base64 of the largest data is below; bodies and lines have limits of their own. */
    private static final int MAX_STRING = 2 * RequestBody.MAX_BYTES;

    private static final JsonFactory ONE = factory(MAX_TOKENS);
    /** The size of a batch limits its tokens; what one event of it holds the bus counts again. */
    private static final JsonFactory MANY = factory(RequestBody.MAX_BATCH_BYTES);

    private EventJson() {}

    private static JsonFactory factory(long maxTokens) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(100)
                        .maxNumberLength(100)
                        .maxTokenCount(maxTokens)
                        .maxNameLength(1_000)
                        .maxStringLength(MAX_STRING)
                        .build())
                .build();
    }

    /**
     * One of several events.
     *
     * @param draft what it says, {@code null} when it breaks a rule
     * @param problem the rule, {@code null} when it breaks none
     */
    record Item(@Nullable EventDraft draft, @Nullable Problem problem) {}

    /** Reads one event. */
    static EventDraft one(byte[] body, EventForm form) throws IOException {
        try (JsonParser json = ONE.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("the body must be one JSON object");
            }
            EventDraft draft = new EventParser(body, "#").read(json, form);
            requireEnd(json);
            return draft;
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    /** Whether a body is an array, as far as its first character says. */
    static boolean isArray(byte[] body) {
        int at = 0;
        while (at < body.length && (body[at] == ' ' || body[at] == '\t' || body[at] == '\r' || body[at] == '\n')) {
            at++;
        }
        return at < body.length && body[at] == '[';
    }

    /** Reads an array of events; each that breaks a rule is an item of its own. */
    static List<Item> many(byte[] body, EventForm form) throws IOException {
        List<Item> items = new ArrayList<>();
        try (JsonParser json = MANY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw malformed("the body must be one JSON array of events");
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (items.size() >= EventBus.MAX_BATCH) {
                    throw Problem.of(
                                    ProblemCode.TOO_LARGE,
                                    "a batch may have " + EventBus.MAX_BATCH + " events, got more")
                            .toException();
                }
                items.add(item(json, body, form, "#/" + items.size()));
            }
            requireEnd(json);
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
        if (items.isEmpty()) {
            throw Problem.pointer(ProblemCode.INVALID_EVENT, "#", "the batch is empty")
                    .toException();
        }
        return items;
    }

    private static Item item(JsonParser json, byte[] body, EventForm form, String pointer) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return new Item(
                    null, Problem.pointer(ProblemCode.INVALID_EVENT, pointer, "an event must be a JSON object"));
        }
        try {
            return new Item(new EventParser(body, pointer).read(json, form), null);
        } catch (ProblemException e) {
            return new Item(null, e.problem());
        }
    }

    private static void requireEnd(JsonParser json) throws IOException {
        if (json.nextToken() != null) {
            throw malformed("the body goes on after its end");
        }
    }

    private static RuntimeException malformed(JsonProcessingException e) {
        String where =
                e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
        return malformed(JsonWords.of(e) + where);
    }

    private static RuntimeException malformed(String detail) {
        return Problem.of(ProblemCode.MALFORMED_JSON, detail).toException();
    }
}
