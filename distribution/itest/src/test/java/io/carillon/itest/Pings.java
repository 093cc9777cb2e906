// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.StoredEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes pings and looks for the pongs that plugins answer with, all through the log. */
record Pings(EventBus bus, EventsAdmin events) {

    Receipt ping(String id) throws InterruptedException, ExecutionException, TimeoutException {
        return bus.publish(EventDraft.builder("itest.ping")
                        .id(id)
                        .data(Map.of("n", 1))
                        .build())
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS);
    }

    /** Ids of the pings answered by this version, in the order of the answers. */
    List<Object> answeredBy(String version) {
        return pongs().stream()
                .filter(data -> version.equals(data.get("version")))
                .<Object>map(data -> data.get("ping"))
                .toList();
    }

    void awaitAnswers(String version, List<String> pings) {
        Await.until(version + " answers " + pings, () -> answeredBy(version).equals(pings), this::pongs);
    }

    List<? extends Map<?, ?>> pongs() {
        EventQuery query = EventQuery.builder()
                .types("itest.pong")
                .order(EventQuery.Order.ASCENDING)
                .limit(1_000)
                .build();
        return events.query(query).events().stream().map(Pings::data).toList();
    }

    private static Map<?, ?> data(StoredEvent stored) {
        return (Map<?, ?>) stored.event().data().value();
    }
}
