// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.store.StoredEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Events as lines. */
final class EventText {

    private static final int SUMMARY = 80;

    private EventText() {}

    static Table table(List<StoredEvent> events) {
        return new Table(
                List.of(">POSITION", "TIME", "TYPE", "SUBJECT", "DATA", "CORRELATION"),
                events.stream().map(EventText::row).toList());
    }

    private static List<String> row(StoredEvent stored) {
        Event event = stored.event();
        return List.of(
                Long.toString(stored.position()),
                Printable.time(event.time()),
                event.type(),
                Printable.shortened(event.subject().orElse(""), SUMMARY),
                summary(stored),
                Printable.shortened(event.correlationId().orElse(""), SUMMARY));
    }

    /** One line for a live list. */
    static String line(StoredEvent stored) {
        Event event = stored.event();
        return Printable.text(String.join(
                        "  ",
                        Printable.time(event.time()),
                        event.type(),
                        event.subject().orElse(Printable.NONE),
                        summary(stored),
                        event.correlationId().orElse("")))
                .stripTrailing();
    }

    private static String summary(StoredEvent stored) {
        EventData data = stored.event().data();
        if (stored.deleted()) {
            return "(deleted)";
        }
        if (data.isNone()) {
            return "";
        }
        if (!data.isJson()) {
            return data.toString();
        }
        if (data.size() <= 64 * SUMMARY && data.value() instanceof Map<?, ?> map) {
            return Printable.shortened(
                    map.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .collect(Collectors.joining(" ")),
                    SUMMARY);
        }
        return Printable.shortened(data.text(), SUMMARY);
    }

    /** Everything about one event. */
    static String details(StoredEvent stored) {
        Event event = stored.event();
        Fields fields = new Fields()
                .add("position", stored.position())
                .add("id", event.id())
                .add("source", event.source())
                .add("type", event.type())
                .add("subject", event.subject().orElse(Printable.NONE))
                .add("revision", stored.revision() == 0 ? Printable.NONE : stored.revision())
                .add("time", event.timeText())
                .add("recorded", stored.recordedTime());
        event.dataSchema().ifPresent(schema -> fields.add("dataschema", schema));
        event.extensions().forEach(fields::add);
        EventData data = event.data();
        fields.add("hash", stored.chain());
        if (stored.deleted()) {
            return fields.add("data", "(deleted)").toString();
        }
        return fields.add("data", data.isNone() || data.isJson() ? data.isNone() ? Printable.NONE : data.text() : data)
                .toString();
    }
}
