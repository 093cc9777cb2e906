// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.InvalidEventException;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.PercentCoding;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An event whose attributes are headers and whose data is the body. Source: CloudEvents 1.0, HTTP binding, 3.1. */
final class BinaryEvent {

    private static final String PREFIX = "ce-";

    private BinaryEvent() {}

    /** Whether a request has attributes in headers. */
    static boolean isSaidBy(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .anyMatch(name -> name.regionMatches(true, 0, PREFIX, 0, PREFIX.length()));
    }

    static EventDraft read(HttpServletRequest request) throws IOException {
        Map<String, String> attributes = attributes(request);
        String version = attributes.remove("specversion");
        if (!"1.0".equals(version)) {
            throw invalid("specversion", "must be 1.0, got " + (version == null ? "nothing" : version));
        }
        String type = required(attributes, "type");
        EventDraft.Builder draft = EventDraft.builder(type)
                .id(required(attributes, "id"))
                .source(required(attributes, "source"))
                .subject(attributes.remove("subject"))
                .timeText(attributes.remove("time"))
                .dataSchema(attributes.remove("dataschema"))
                .data(data(request));
        attributes.forEach(draft::extension);
        try {
            return draft.build();
        } catch (InvalidEventException e) {
            throw invalid(
                    e.attribute(),
                    String.valueOf(e.getMessage()).substring(e.attribute().length() + 1));
        }
    }

    private static Map<String, String> attributes(HttpServletRequest request) {
        Map<String, String> attributes = new TreeMap<>();
        for (String header : Collections.list(request.getHeaderNames())) {
            if (header.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                String name = header.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
                List<String> values = Collections.list(request.getHeaders(header));
                if (values.size() != 1 || attributes.containsKey(name)) {
                    throw invalid(name, "can be given once");
                }
                attributes.put(name, decode(name, values.get(0)));
            }
        }
        return attributes;
    }

    private static String decode(String name, String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        String plain = quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
        if (!plain.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
            throw invalid(name, "must be in printable ASCII, everything else percent-encoded in UTF-8");
        }
        return PercentCoding.decode(plain).orElseThrow(() -> invalid(name, "is not percent-encoded UTF-8"));
    }

    private static String required(Map<String, String> attributes, String name) {
        String value = attributes.remove(name);
        if (value == null) {
            throw invalid(name, "must be given in a CloudEvent");
        }
        return value;
    }

    private static EventData data(HttpServletRequest request) throws IOException {
        byte[] body = RequestBody.bytes(request, RequestBody.MAX_BYTES);
        if (body.length == 0) {
            return EventData.none();
        }
        @Nullable String contentType = request.getContentType();
        EventData data =
                EventData.of(contentType == null || contentType.isBlank() ? EventData.JSON : contentType, body);
        if (data.isJson() && Surrogates.areLone(body, 0, body.length)) {
            throw Problem.pointer(ProblemCode.INVALID_EVENT, "#", "data must not hold lone surrogates")
                    .toException();
        }
        return data;
    }

    private static RuntimeException invalid(String attribute, String rule) {
        return Problem.parameter(ProblemCode.INVALID_EVENT, PREFIX + attribute, rule)
                .toException();
    }
}
