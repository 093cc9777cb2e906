// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.store.StoredEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How a page of events is written, as the caller would have it. */
enum PageForm {
    /** An object with the items, the next cursor and what else there is to say. */
    JSON("application/json"),
    /** The events alone, as an array. */
    BATCH("application/cloudevents-batch+json"),
    /** The events alone, one a line. */
    LINES("application/x-ndjson");

    private final String media;

    PageForm(String media) {
        this.media = media;
    }

    /** The form that {@code Accept} likes best; JSON when it names none of them. */
    static PageForm of(Call call) {
        String best = call.preferred(JSON.media, BATCH.media, LINES.media);
        for (PageForm form : values()) {
            if (form.media.equals(best)) {
                return form;
            }
        }
        return JSON;
    }

    /**
     * The answer.
     *
     * @param next cursor of the next page, {@code null} on the last
     * @param count how many there are in all, when it was asked for and is known
     */
    Answer answer(List<StoredEvent> events, @Nullable String next, OptionalLong count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (this == JSON) {
            bytes.writeBytes("{\"items\":".getBytes(StandardCharsets.US_ASCII));
        }
        if (this != LINES) {
            bytes.write('[');
        }
        for (int i = 0; i < events.size(); i++) {
            if (i > 0 && this != LINES) {
                bytes.write(',');
            }
            bytes.writeBytes(this == LINES ? EventWriter.line(events.get(i)) : EventWriter.one(events.get(i)));
            if (this == LINES) {
                bytes.write('\n');
            }
        }
        if (this != LINES) {
            bytes.write(']');
        }
        if (this == JSON) {
            String end = ",\"next\":" + (next == null ? "null" : "\"" + next + "\"")
                    + (count.isPresent() ? ",\"count\":" + count.getAsLong() : "") + "}";
            bytes.writeBytes(end.getBytes(StandardCharsets.US_ASCII));
        }
        return Answer.of(200, media, bytes.toByteArray()).with("Vary", "Accept");
    }
}
