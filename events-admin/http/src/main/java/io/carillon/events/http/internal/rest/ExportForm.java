// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.store.StoredEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How events are written for other programs. */
enum ExportForm {
    /** One CloudEvent a line, as import takes it. */
    NDJSON(MediaType.NDJSON) {
        @Override
        byte[] line(StoredEvent stored) throws IOException {
            byte[] event = EventWriter.exactLine(stored);
            byte[] line = Arrays.copyOf(event, event.length + 1);
            line[event.length] = '\n';
            return line;
        }
    },
    /** A table, for spreadsheets. Source: RFC 4180 */
    CSV(MediaType.CSV) {
        @Override
        byte[] head() {
            return (String.join(",", COLUMNS) + "\r\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        byte[] line(StoredEvent stored) {
            Event event = stored.event();
            return Stream.of(
                            EventWriter.sequence(stored.position()),
                            event.id(),
                            event.source(),
                            event.type(),
                            event.subject().orElse(""),
                            event.timeText(),
                            stored.recordedTime().toString(),
                            event.correlationId().orElse(""),
                            event.causationId().orElse(""),
                            event.actor().orElse(""),
                            event.tenant().orElse(""),
                            Optional.ofNullable(event.extensions().get(Event.SEVERITY))
                                    .map(Object::toString)
                                    .orElse(""),
                            event.data().isNone() ? "" : event.data().contentType(),
                            data(event.data()))
                    .map(ExportForm::cell)
                    .collect(Collectors.joining(",", "", "\r\n"))
                    .getBytes(StandardCharsets.UTF_8);
        }
    };

    private static final List<String> COLUMNS = List.of(
            "sequence",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "recordedtime",
            "correlationid",
            "causationid",
            "authid",
            "tenantid",
            "severitytext",
            "datacontenttype",
            "data");

    private final String media;

    ExportForm(String media) {
        this.media = media;
    }

    String media() {
        return media;
    }

    /** What comes before the first event. */
    byte[] head() {
        return new byte[0];
    }

    abstract byte[] line(StoredEvent stored) throws IOException;

    private static String data(EventData data) {
        if (data.isNone()) {
            return "";
        }
        boolean text = data.isJson() || data.contentType().startsWith("text/");
        return text
                ? new String(data.bytes(), StandardCharsets.UTF_8)
                : Base64.getEncoder().encodeToString(data.bytes());
    }

    /** A cell; one that a spreadsheet would take for a formula begins with an apostrophe. */
    private static String cell(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean plain = safe.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}
