// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Printable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Makes events to be published from words and lines. */
final class EventDraft {

    private static final Set<String> PLAIN =
            Set.of("specversion", "type", "data", "subject", "id", "time", "correlationid", "causationid");

    private EventDraft() {}

    /**
     * The data that fields describe: {@code name=text}, {@code name:=json}, {@code @name=} is no field.
     *
     * @return {@code Json.NULL} without fields
     */
    static Json data(List<String> fields) {
        Map<String, Json> data = new LinkedHashMap<>();
        for (String field : fields) {
            int equals = field.indexOf('=');
            if (equals < 1) {
                throw new Failure(
                        Exit.REFUSED,
                        "\"" + Printable.line(field) + "\" is no field",
                        "name=text or name:=json, for instance libraryId=films filesScanned:=1284");
            }
            boolean json = field.charAt(equals - 1) == ':';
            String name = field.substring(0, json ? equals - 1 : equals);
            String value = field.substring(equals + 1);
            if (data.put(name, json ? parse(name, value) : Json.of(value)) != null) {
                throw new Failure(Exit.REFUSED, "the field " + Printable.line(name) + " is given twice", "");
            }
        }
        return data.isEmpty() ? Json.NULL : Json.of(data);
    }

    /** JSON that somebody typed. */
    static Json parse(String what, String text) {
        try {
            return Json.parse(text);
        } catch (IOException e) {
            throw new Failure(
                    Exit.INVALID,
                    Printable.line(what) + " is not JSON: " + Printable.line(firstLine(e)),
                    "quote it for the shell: 'name:=[1,2]' — or use name=text for a text",
                    e);
        }
    }

    private static String firstLine(IOException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /**
     * An event from one line, with an id so that it can be sent again. With a source it is a CloudEvent; without, it is of
     * the plain form, for which the host says who publishes.
     *
     * @param source for lines that name none; may be empty
     */
    static Json event(Json line, String where, String source) {
        if (!line.isObject() || line.at("type").isNull()) {
            throw new Failure(
                    Exit.INVALID, where + " is no event: an object with \"type\"", "{\"type\":\"a.b\",\"data\":{}}");
        }
        Map<String, Json> event = new LinkedHashMap<>();
        event.put("id", Json.of(UUID.randomUUID().toString()));
        event.putAll(line.members());
        // What the host adds to an event it has stored is not taken back.
        event.keySet().removeAll(List.of("sequence", "recordedtime", "hash"));
        if (!source.isEmpty()) {
            event.putIfAbsent("source", Json.of(source));
        }
        if (event.containsKey("source")) {
            event.putIfAbsent("specversion", Json.of("1.0"));
        } else {
            requirePlain(event.keySet(), where);
            event.remove("specversion");
        }
        return Json.of(event);
    }

    private static void requirePlain(Set<String> names, String where) {
        for (String name : names) {
            if (!PLAIN.contains(name)) {
                throw new Failure(
                        Exit.INVALID,
                        where + " has \"" + Printable.line(name) + "\", which only an event with a source can have",
                        "add \"source\" to it, or --source");
            }
        }
    }

    /** Whether an event says itself who publishes it. */
    static boolean isCloudEvent(Json event) {
        return event.members().containsKey("source");
    }
}
