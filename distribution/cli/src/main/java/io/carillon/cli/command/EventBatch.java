// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.http.Server;
import io.carillon.cli.output.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Sends events together, in their order; those of one form in one request. */
final class EventBatch {

    private static final int MAX_EVENTS = 500;
    private static final int MAX_CHARACTERS = 1024 * 1024;

    private final Server server;
    private final BiConsumer<Reply, List<String>> receipts;
    private final List<Json> events = new ArrayList<>();
    private boolean cloudEvents;
    private long characters;

    /** @param receipts told what the host answered, and the types of what was sent */
    EventBatch(Server server, BiConsumer<Reply, List<String>> receipts) {
        this.server = server;
        this.receipts = receipts;
    }

    /** @param length characters of the event, about */
    void add(Json event, long length) {
        if (cloudEvents != EventDraft.isCloudEvent(event)) {
            send();
            cloudEvents = EventDraft.isCloudEvent(event);
        }
        events.add(event);
        characters += length;
        if (events.size() == MAX_EVENTS || characters >= MAX_CHARACTERS) {
            send();
        }
    }

    void send() {
        if (events.isEmpty()) {
            return;
        }
        String contentType = cloudEvents ? "application/cloudevents-batch+json" : "application/json";
        Reply reply = server.send("POST", Query.of("/api/v1/events"), contentType, Json.of(events));
        receipts.accept(
                reply, events.stream().map(event -> event.at("type").text()).toList());
        events.clear();
        characters = 0;
    }
}
