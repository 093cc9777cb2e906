// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the log in ascending order over HTTP, page by page. */
final class LogPages {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One page.
     *
     * @param events in the order the host gave them
     * @param next cursor of the following page
     */
    record Page(List<LoggedEvent> events, Optional<String> next) {}

    private final Connection connection;
    private final int limit;

    LogPages(Connection connection, int limit) {
        this.connection = connection;
        this.limit = limit;
    }

    /** @param cursor what an earlier page named as next; empty for the beginning of the log */
    Page read(Optional<String> cursor) throws IOException {
        String path = "/api/v1/events?order=asc&limit=" + limit
                + cursor.map(text -> "&cursor=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                        .orElse("");
        Connection.Response response = connection.get(path);
        if (response.status() != 200) {
            throw new IOException("GET " + path + " answered " + response.status() + ": " + response.body());
        }
        JsonNode page = JSON.readTree(response.body());
        List<LoggedEvent> events = new ArrayList<>();
        for (JsonNode item : page.path("items")) {
            events.add(new LoggedEvent(
                    Long.parseLong(item.path("sequence").asText()),
                    item.path("source").asText(),
                    item.path("id").asText()));
        }
        JsonNode next = page.path("next");
        return new Page(events, next.isTextual() ? Optional.of(next.asText()) : Optional.empty());
    }

    List<LoggedEvent> readAll() throws IOException {
        List<LoggedEvent> all = new ArrayList<>();
        Page page = read(Optional.empty());
        all.addAll(page.events());
        while (page.next().isPresent()) {
            page = read(page.next());
            all.addAll(page.events());
        }
        return all;
    }
}
