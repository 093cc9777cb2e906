// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.NewEvent;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Makes events that differ in id, time and data. Safe for concurrent use. */
final class SampleEvents {

    static final String TYPE = "sample.made";
    static final String SOURCE = "/sample";

    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678901Z");

    private final AtomicInteger made = new AtomicInteger();

    /** An event of a subject of its own kind: none. */
    NewEvent next() {
        return next(draft -> draft);
    }

    /** An event of a subject. */
    NewEvent of(String subject) {
        return next(draft -> draft.subject(subject));
    }

    /** An event with some attributes changed. */
    NewEvent next(UnaryOperator<EventDraft.Builder> change) {
        return typed(TYPE, change);
    }

    /** An event of a type. */
    NewEvent typed(String type) {
        return typed(type, draft -> draft);
    }

    NewEvent typed(String type, UnaryOperator<EventDraft.Builder> change) {
        int number = made.incrementAndGet();
        EventDraft.Builder draft = EventDraft.builder(type)
                .id("sample-" + number)
                .source(SOURCE)
                .time(START.plusSeconds(number))
                .data(EventData.json("{\"n\":" + number + "}"));
        return recorded(change.apply(draft).build(), START.plusMillis(number));
    }

    /** Some events. */
    List<NewEvent> next(int count) {
        return IntStream.range(0, count).mapToObj(i -> next()).toList();
    }

    /** The same identity with another body. */
    NewEvent otherBody(NewEvent event) {
        return recorded(
                event.event().toDraft().toBuilder()
                        .data(EventData.json("{\"other\":" + made.incrementAndGet() + "}"))
                        .build(),
                event.recordedTime());
    }

    static NewEvent recorded(EventDraft draft, Instant recordedTime) {
        return NewEvent.of(Event.of(draft), recordedTime, LogHash.body(draft));
    }
}
