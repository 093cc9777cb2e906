// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.store.StoredEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
    /** A table, for spreadsheets, as import takes it. Source: RFC 4180 */
    CSV(MediaType.CSV) {
        @Override
        byte[] head() {
            return (String.join(",", EventColumn.titles()) + "\r\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        byte[] line(StoredEvent stored) throws IOException {
            StringBuilder row = new StringBuilder();
            for (EventColumn column : EventColumn.values()) {
                row.append(row.isEmpty() ? "" : ",").append(SpreadsheetCell.write(column.cell(stored)));
            }
            return row.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        }
    };

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
}
