// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.InvalidEventException;
import io.carillon.events.http.internal.problem.JsonWords;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Events as a table whose first row names the columns, in any order. */
final class EventTable implements EventFile {

    private static final List<EventColumn> NEEDED = List.of(EventColumn.ID, EventColumn.SOURCE, EventColumn.TYPE);
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final CsvRows rows;
    private final List<EventColumn> columns;

    /**
     * Reads the first row.
     *
     * @param in read byte by byte; it can be marked
     * @throws io.carillon.events.http.internal.problem.ProblemException if it does not name columns of events
     */
    EventTable(InputStream in) throws IOException {
        this.rows = new CsvRows(in);
        if (!rows.next()) {
            throw noTable("there is no first line that names the columns");
        }
        if (!rows.fault().isEmpty()) {
            throw noTable("the first line " + rows.fault());
        }
        this.columns = columns(rows.cells());
    }

    private static List<EventColumn> columns(List<String> titles) {
        if (titles.size() == 1 && titles.get(0).contains(";")) {
            throw noTable("\"" + shortened(titles.get(0)) + "\" is not a column of events: columns are apart by commas,"
                    + " not by semicolons");
        }
        List<EventColumn> columns = new ArrayList<>();
        for (String title : titles) {
            EventColumn column = EventColumn.find(title)
                    .orElseThrow(() -> noTable("\"" + shortened(title) + "\" is not a column of events"
                            + Nearest.suggestion(title.toLowerCase(Locale.ROOT), EventColumn.titles())));
            if (columns.contains(column)) {
                throw noTable("the column " + title + " is there twice");
            }
            columns.add(column);
        }
        for (EventColumn needed : NEEDED) {
            if (!columns.contains(needed)) {
                throw noTable("the column " + needed.title() + " is missing");
            }
        }
        return List.copyOf(columns);
    }

    private static String shortened(String title) {
        return title.length() <= 100 ? title : title.substring(0, 100) + "…";
    }

    private static RuntimeException noTable(String found) {
        return Problem.of(ProblemCode.INVALID_BODY, found)
                .withHint("The first line names columns, apart by commas, of these: "
                        + String.join(", ", EventColumn.titles()) + "; id, source and type are needed.")
                .toException();
    }

    @Override
    public boolean next() throws IOException {
        while (rows.next()) {
            if (!rows.isBlank()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long line() {
        return rows.line();
    }

    @Override
    public long lines() {
        return rows.lines();
    }

    @Override
    public EventDraft draft() throws IOException {
        if (!rows.fault().isEmpty()) {
            throw invalid("the row " + rows.fault());
        }
        List<String> cells = rows.cells();
        if (cells.size() != columns.size()) {
            throw invalid("the row has " + cells.size() + " cells, the first line names " + columns.size());
        }
        for (EventColumn needed : NEEDED) {
            if (cell(cells, needed) == null) {
                throw invalid(needed.title() + " must be given");
            }
        }
        try {
            EventDraft.Builder draft = EventDraft.builder(String.valueOf(cell(cells, EventColumn.TYPE)))
                    .id(cell(cells, EventColumn.ID))
                    .source(cell(cells, EventColumn.SOURCE))
                    .subject(cell(cells, EventColumn.SUBJECT))
                    .timeText(cell(cells, EventColumn.TIME))
                    .dataSchema(cell(cells, EventColumn.DATASCHEMA))
                    .data(data(cells));
            for (EventColumn own : EventColumn.OWN) {
                draft.extension(own.title(), cell(cells, own));
            }
            extensions(cells, draft);
            return draft.build();
        } catch (InvalidEventException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /** {@code null} when the cell is empty, or there is no such column. */
    private @Nullable String cell(List<String> cells, EventColumn column) {
        int at = columns.indexOf(column);
        return at < 0 || cells.get(at).isEmpty() ? null : SpreadsheetCell.read(cells.get(at));
    }

    private void extensions(List<String> cells, EventDraft.Builder draft) throws IOException {
        String object = cell(cells, EventColumn.EXTENSIONS);
        if (object == null) {
            return;
        }
        try (JsonParser json = JSON.createParser(object)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw invalid("extensions must be a JSON object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                for (EventColumn own : EventColumn.OWN) {
                    if (own.title().equals(name) && cell(cells, own) != null) {
                        throw invalid("extensions: " + name + " has a column of its own");
                    }
                }
                draft.extension(name, extension(name, json));
            }
            if (json.nextToken() != null) {
                throw invalid("extensions go on after their end");
            }
        } catch (JsonProcessingException e) {
            throw invalid("extensions must be a JSON object: " + JsonWords.of(e));
        }
    }

    private static Object extension(String name, JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return json.getBooleanValue();
        }
        if (token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == JsonParser.NumberType.INT) {
            return json.getIntValue();
        }
        throw invalid("extensions: " + name + " must be a text, a number of 32 bits, true or false");
    }

    private EventData data(List<String> cells) {
        String contentType = cell(cells, EventColumn.DATACONTENTTYPE);
        String encoding = cell(cells, EventColumn.DATAENCODING);
        String text = cell(cells, EventColumn.DATA);
        if (contentType == null && text == null) {
            return EventData.none();
        }
        if (encoding != null && !encoding.equals(EventColumn.BASE64)) {
            throw invalid("dataencoding must be base64 or empty, got \"" + shortened(encoding) + "\"");
        }
        byte[] bytes = bytes(text == null ? "" : text, encoding != null);
        EventData data =
                EventData.of(contentType == null || contentType.isBlank() ? EventData.JSON : contentType, bytes);
        if (data.isJson() && Surrogates.areLone(bytes, 0, bytes.length)) {
            throw invalid("data must not hold lone surrogates");
        }
        return data;
    }

    private static byte[] bytes(String text, boolean packed) {
        if (!packed) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw invalid("data must be base64 of RFC 4648: " + e.getMessage());
        }
    }

    private static RuntimeException invalid(String detail) {
        return Problem.of(ProblemCode.INVALID_EVENT, detail).toException();
    }
}
