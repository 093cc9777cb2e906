// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.ClientSubscriptionsAdmin;
import io.carillon.events.http.internal.filter.EventFilter;
import io.carillon.events.http.internal.filter.FilterParser;
import io.carillon.events.http.internal.live.Feed;
import io.carillon.events.http.internal.live.Selector;
import io.carillon.events.http.internal.live.StartPoint;
import io.carillon.events.http.internal.live.StreamRequest;
import io.carillon.events.http.internal.problem.JsonWords;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Nearest;
import io.carillon.events.store.EventQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames of clients. The event of a {@code publish} is left as it came, for the same eyes as over HTTP. Fields that
 * nobody knows are ignored.
 */
final class CommandParser {

    private static final Set<String> TYPES = Set.of("subscribe", "unsubscribe", "ack", "credit", "publish", "ping");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(102)
                    .maxNumberLength(100)
                    .maxTokenCount(12_000)
                    .maxNameLength(1_000)
                    .build())
            .build();

    private static final ObjectMapper TREES = new ObjectMapper(JSON);

    private final ObjectNode members = JsonNodeFactory.instance.objectNode();
    private byte @Nullable [] event;

    private CommandParser() {}

    /**
     * What was read.
     *
     * @param id the number the frame was given, for the answer; empty without one
     * @param command what it says, or the problem with it
     */
    record Frame(OptionalInt id, Reading command) {}

    /** What came of reading. */
    sealed interface Reading {

        /** A frame that can be followed. */
        record Understood(Command command) implements Reading {}

        /** An object, but not one that can be followed. */
        record Refused(Problem problem) implements Reading {}

        /** Not a JSON object with a type. */
        record Garbage() implements Reading {}
    }

    /** Reads a frame. */
    static Frame parse(String text, Instant now) {
        CommandParser parser = new CommandParser();
        try {
            parser.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Frame(OptionalInt.empty(), new Reading.Garbage());
        }
        if (!parser.member("type").isTextual()) {
            return new Frame(OptionalInt.empty(), new Reading.Garbage());
        }
        JsonNode id = parser.member("id");
        OptionalInt number = id.isInt() ? OptionalInt.of(id.intValue()) : OptionalInt.empty();
        try {
            return new Frame(number, new Reading.Understood(parser.command(now)));
        } catch (io.carillon.events.http.internal.problem.ProblemException e) {
            return new Frame(number, new Reading.Refused(e.problem()));
        }
    }

    private void read(byte[] frame) throws IOException {
        try (JsonParser json = JSON.createParser(frame)) {
            json.setCodec(TREES);
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("event")) {
                    int start = (int) json.currentTokenLocation().getByteOffset();
                    json.skipChildren();
                    json.finishToken();
                    event = Arrays.copyOfRange(
                            frame, start, (int) json.currentLocation().getByteOffset());
                } else {
                    JsonNode value = json.readValueAsTree();
                    members.set(name, value);
                }
            }
            if (json.nextToken() != null) {
                throw new IOException("goes on after the object");
            }
        } catch (JsonProcessingException e) {
            throw new IOException(JsonWords.of(e), e);
        }
    }

    private Command command(Instant now) {
        String type = member("type").textValue();
        return switch (type) {
            case "subscribe" -> subscribe(now);
            case "unsubscribe" -> new Command.Unsubscribe(number("sub"), flag("forget"));
            case "ack" -> new Command.Ack(number("sub"), sequence());
            case "credit" -> new Command.Credit(number("sub"), positive("n"));
            case "publish" -> publish();
            case "ping" -> new Command.Ping(number("id"));
            default ->
                throw Problem.pointer(
                                ProblemCode.UNKNOWN_FRAME,
                                "#/type",
                                "there is no frame of type \"" + (type.length() > 64 ? type.substring(0, 64) : type)
                                        + "\"" + Nearest.suggestion(type, TYPES))
                        .toException();
        };
    }

    private Command subscribe(Instant now) {
        Selector selector = new Selector(
                StreamRequest.types(texts("types")), texts("sources"), null, null, filter(member("filter")));
        Optional<String> durable = text("durable");
        durable.ifPresent(name -> {
            if (!ClientSubscriptionsAdmin.ID.matcher(name).matches()) {
                throw bad("durable", "must have 1 to 64 of A-Z a-z 0-9 . _ -");
            }
        });
        Optional<StartPoint> start = text("from").map(text -> StartPoint.parse("from", text, now));
        long credit = member("credit").isMissingNode() ? Feed.UNLIMITED : positive("credit");
        return new Command.Subscribe(number("id"), selector, durable, start, credit);
    }

    private static EventFilter filter(JsonNode given) {
        return given.isMissingNode() || given.isNull() ? EventFilter.EVERYTHING : FilterParser.parse(given, "#/filter");
    }

    private Command publish() {
        int id = number("id");
        if (event == null) {
            throw bad("event", "must be given");
        }
        return new Command.Publish(id, event);
    }

    private JsonNode member(String name) {
        JsonNode value = members.get(name);
        return value == null || value.isNull() ? MissingNode.getInstance() : value;
    }

    private Optional<String> text(String name) {
        JsonNode value = member(name);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw bad(name, "must be a text");
        }
        return Optional.ofNullable(value.textValue());
    }

    private List<String> texts(String name) {
        JsonNode value = member(name);
        List<String> texts = new ArrayList<>();
        if (!value.isMissingNode() && !value.isArray() || value.size() > EventQuery.MAX_ALTERNATIVES) {
            throw bad(name, "must be an array of at most " + EventQuery.MAX_ALTERNATIVES + " texts");
        }
        for (JsonNode each : value) {
            if (!each.isTextual() || each.textValue().isEmpty()) {
                throw bad(name, "must be an array of texts that are not empty");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    private boolean flag(String name) {
        JsonNode value = member(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw bad(name, "must be true or false");
        }
        return value.booleanValue();
    }

    private int number(String name) {
        JsonNode value = member(name);
        if (!value.isInt() || value.intValue() < 0) {
            throw bad(name, "must be a number from 0 to " + Integer.MAX_VALUE);
        }
        return value.intValue();
    }

    private long positive(String name) {
        int value = number(name);
        if (value < 1) {
            throw bad(name, "must be 1 or more");
        }
        return value;
    }

    private long sequence() {
        String text = text("sequence").orElse("");
        if (!StartPoint.SEQUENCE.matcher(text).matches() || text.length() > 20) {
            throw bad("sequence", "must be the sequence of an event, 20 digits");
        }
        return Long.parseLong(text);
    }

    private static RuntimeException bad(String name, String rule) {
        return Problem.pointer(ProblemCode.INVALID_PARAMETER, "#/" + name, name + " " + rule)
                .toException();
    }
}
