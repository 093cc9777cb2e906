// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.store.Change;
import io.carillon.events.store.Document;
import io.carillon.events.store.UnitOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plugin state and documents. Guarded by the lock of the store. */
final class PluginData {

    /** By plugin and key. */
    private final NavigableMap<List<String>, String> state = new TreeMap<>(TextOrder.INSTANCE);

    /** By collection and key. */
    private final NavigableMap<List<String>, Document> documents = new TreeMap<>(TextOrder.INSTANCE);

    /** By collection, name of the value, value and key. */
    private final NavigableMap<List<String>, Document> index = new TreeMap<>(TextOrder.INSTANCE);

    private final Space space;

    PluginData(Space space) {
        this.space = space;
    }

    Optional<String> state(String plugin, String key) {
        return Optional.ofNullable(state.get(List.of(plugin, key)));
    }

    List<String> keys(String plugin, String prefix, String after, int limit) {
        boolean beyond = TextOrder.compare(after, prefix) >= 0;
        List<String> keys = new ArrayList<>();
        for (List<String> each :
                state.tailMap(List.of(plugin, beyond ? after : prefix), !beyond).keySet()) {
            if (keys.size() == limit
                    || !each.get(0).equals(plugin)
                    || !each.get(1).startsWith(prefix)) {
                break;
            }
            keys.add(each.get(1));
        }
        return List.copyOf(keys);
    }

    Optional<Document> document(String collection, String key) {
        return Optional.ofNullable(documents.get(List.of(collection, key)));
    }

    List<Document> documents(String collection, String indexed, String value, String after, int limit) {
        return indexed.isEmpty()
                ? page(documents, List.of(collection), after, limit)
                : page(index, List.of(collection, indexed, value), after, limit);
    }

    private static List<Document> page(
            NavigableMap<List<String>, Document> map, List<String> group, String after, int limit) {
        List<Document> page = new ArrayList<>();
        for (Map.Entry<List<String>, Document> each :
                map.tailMap(with(group, after), false).entrySet()) {
            if (page.size() == limit || !each.getKey().subList(0, group.size()).equals(group)) {
                break;
            }
            page.add(each.getValue());
        }
        return List.copyOf(page);
    }

    private static List<String> with(List<String> group, String last) {
        List<String> longer = new ArrayList<>(group);
        longer.add(last);
        return List.copyOf(longer);
    }

    Optional<UnitOutcome> putState(Change.PutState put, Undo undo) {
        List<String> key = List.of(put.plugin(), put.key());
        Optional<UnitOutcome> refusal =
                space.replace(bytes(put.key(), state.get(key)), bytes(put.key(), put.json()), undo);
        if (refusal.isEmpty()) {
            undo.put(state, key, put.json());
        }
        return refusal;
    }

    Optional<UnitOutcome> putDocument(Change.PutDocument put, Undo undo) {
        List<String> key = List.of(put.collection(), put.key());
        Document before = documents.get(key);
        Document after = new Document(
                put.collection(), put.key(), put.json(), before == null ? 1 : before.revision() + 1, put.index());
        Optional<UnitOutcome> refusal = space.replace(before == null ? 0 : bytes(before), bytes(after), undo);
        if (refusal.isEmpty()) {
            unindex(before, undo);
            undo.put(documents, key, after);
            after.index().forEach((name, value) -> undo.put(index, entry(after, name, value), after));
        }
        return refusal;
    }

    void removeDocument(Change.RemoveDocument removed, Undo undo) {
        List<String> key = List.of(removed.collection(), removed.key());
        Document before = documents.get(key);
        if (before != null) {
            space.free(bytes(before), undo);
            unindex(before, undo);
            undo.put(documents, key, null);
        }
    }

    private void unindex(@Nullable Document document, Undo undo) {
        if (document != null) {
            document.index().forEach((name, value) -> undo.put(index, entry(document, name, value), null));
        }
    }

    private static List<String> entry(Document document, String name, String value) {
        return List.of(document.collection(), name, value, document.key());
    }

    private static long bytes(String key, @Nullable String json) {
        return json == null ? 0 : Space.entry(key.length() + json.length());
    }

    private static long bytes(Document document) {
        long indexed = document.index().entrySet().stream()
                .mapToLong(each ->
                        Space.entry(each.getKey().length() + each.getValue().length()))
                .sum();
        return Space.entry(document.key().length() + document.json().length()) + indexed;
    }
}
