// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.Document;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.SubscriptionRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a store holds of one subscription, read in the order in which an event passes through it: finished by the
 * checkpoint, set aside, dead letter.
 *
 * @param setAside attempts by position
 * @param due those of them that are tried again without being asked for
 * @param heads keys that others may wait behind by position, those whose own events are done included
 */
record StoredDelivery(
        long checkpoint,
        Set<Long> finished,
        Map<Long, Integer> setAside,
        Set<Long> due,
        Map<Long, String> heads,
        Set<Long> deadLetters) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static StoredDelivery of(EventStore store, String subscription) {
        SubscriptionRecord record = store.subscription(subscription).orElse(null);
        if (record == null) {
            return new StoredDelivery(0, Set.of(), Map.of(), Set.of(), Map.of(), Set.of());
        }
        Map<Long, Integer> setAside = new TreeMap<>();
        Set<Long> due = new TreeSet<>();
        Map<Long, String> heads = new TreeMap<>();
        String after = "";
        List<Document> page;
        do {
            page = store.documents("carillon.retries", "subscription", subscription, after, LogReader.MAX_PAGE);
            for (Document each : page) {
                JsonNode json = parse(each.json());
                long position = json.required("position").asLong();
                heads.put(position, json.required("key").asText());
                if (!json.required("done").asBoolean()) {
                    setAside.put(position, json.required("attempts").asInt());
                    if (json.hasNonNull("due")) {
                        due.add(position);
                    }
                }
                after = each.key();
            }
        } while (page.size() == LogReader.MAX_PAGE);
        Set<Long> letters = new TreeSet<>();
        for (DeadLetter each : store.deadLetters(subscription, 0, LogReader.MAX_PAGE)) {
            letters.add(each.position());
        }
        return new StoredDelivery(record.position(), new HashSet<>(record.finished()), setAside, due, heads, letters);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a retry that cannot be read: " + text, e);
        }
    }

    /** Whether an event of a key before a position is set aside, or its followers are. */
    boolean isHeld(String key, long position) {
        return heads.entrySet().stream()
                .anyMatch(each -> each.getKey() < position && each.getValue().equals(key));
    }

    boolean isFinished(long position) {
        return position <= checkpoint || finished.contains(position);
    }
}
