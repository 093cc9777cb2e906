// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.store.Change;
import io.carillon.events.store.Document;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plugin state and documents. */
interface PluginDataContract extends StoreContract {

    /** Keys whose order by UTF-8 bytes, by UTF-16 units and by locale differ. */
    List<String> TRICKY = List.of(
            "a", "A", "b", "B", "a-b", "a_b", "a b", "ab", "a%b", "a\\b", "ä", "z", "Z", "é", "e", "1", "10", "2",
            "\uFF5E", "😀", "\uE000", "日", "a'b", "~");

    @Test
    default void state_is_what_was_put_last() {
        put(new Change.PutState("p", "k", " {\"b\": 1.50, \"a\":null} "));
        assertThat(store().state("p", "k")).contains(" {\"b\": 1.50, \"a\":null} ");
        put(new Change.PutState("p", "k", "\"😀\\u0000\""));
        assertThat(store().state("p", "k")).contains("\"😀\\u0000\"");
        put(new Change.PutState("p", "k", null));
        assertThat(store().state("p", "k")).isEmpty();
        put(new Change.PutState("p", "k", null));
        put(new Change.PutState("p", "k", "null"));
        assertThat(store().state("p", "k")).contains("null");
    }

    @Test
    default void each_plugin_has_its_own_state() {
        put(
                new Change.PutState("p", "k", "1"),
                new Change.PutState("P", "k", "2"),
                new Change.PutState("p", "K", "3"),
                new Change.PutState("p.q", "k", "4"));
        put(new Change.PutState("p", "k", null));

        assertThat(store().state("p", "k")).isEmpty();
        assertThat(store().state("P", "k")).contains("2");
        assertThat(store().state("p", "K")).contains("3");
        assertThat(store().stateKeys("p", "", "", 10)).containsExactly("K");
        assertThat(store().stateKeys("p.q", "", "", 10)).containsExactly("k");
    }

    @Test
    default void state_keys_are_listed_in_order_of_their_bytes_in_pages() {
        TRICKY.forEach(key -> put(new Change.PutState("p", key, "1")));
        List<String> expected = byBytes(TRICKY);

        assertThat(store().stateKeys("p", "", "", 100)).isEqualTo(expected);
        for (int size = 1; size < 6; size++) {
            List<String> walked = new ArrayList<>();
            String after = "";
            for (List<String> page = store().stateKeys("p", "", after, size);
                    !page.isEmpty();
                    page = store().stateKeys("p", "", after, size)) {
                walked.addAll(page);
                after = page.get(page.size() - 1);
                assertThat(walked).hasSizeLessThanOrEqualTo(expected.size());
            }
            assertThat(walked).isEqualTo(expected);
        }
    }

    @Test
    default void state_keys_are_selected_by_a_prefix_in_which_nothing_is_special() {
        List<String> keys = new ArrayList<>(TRICKY);
        keys.addAll(List.of(
                "a_", "a%", "a\\", "a_c", "a%%", "😀😀", "\uFF5E\uFF5E", "é1", "aX", "a\uFFFF", "a\uDBFF\uDFFF"));
        keys.forEach(key -> put(new Change.PutState("p", key, "1")));

        for (String prefix : List.of("a", "a_", "a%", "a\\", "A", "😀", "\uFF5E", "é", "1", "nothing", "%", "_")) {
            List<String> expected =
                    byBytes(keys.stream().filter(key -> key.startsWith(prefix)).toList());
            assertThat(store().stateKeys("p", prefix, "", 100)).as(prefix).isEqualTo(expected);
            for (String after : List.of("a", "a%", "a_b", "😀", "~")) {
                assertThat(store().stateKeys("p", prefix, after, 100))
                        .as("%s after %s", prefix, after)
                        .isEqualTo(expected.stream()
                                .filter(key -> compareBytes(key, after) > 0)
                                .toList());
            }
        }
        assertThat(store().stateKeys("p", "a", "", 100)).contains("a", "a_c", "a\uFFFF");
    }

    @Test
    default void a_document_comes_back_as_it_was_put_with_a_revision() {
        Map<String, String> index = Map.of("state", "on", "owner", "😀 ' %", "empty", "");

        put(new Change.PutDocument("c", "k", " {\"b\": 1.50} ", index));
        assertThat(store().document("c", "k")).contains(new Document("c", "k", " {\"b\": 1.50} ", 1, index));
        put(new Change.PutDocument("c", "k", "2", Map.of()));
        assertThat(store().document("c", "k")).contains(new Document("c", "k", "2", 2, Map.of()));
        put(new Change.PutDocument("c", "k", "2", Map.of()));
        assertThat(store().document("c", "k")).contains(new Document("c", "k", "2", 3, Map.of()));
    }

    @Test
    default void a_removed_document_is_gone_and_a_new_one_starts_at_revision_1() {
        put(new Change.PutDocument("c", "k", "1", Map.of("i", "v")));
        put(new Change.PutDocument("c", "k", "2", Map.of("i", "v")));

        put(new Change.RemoveDocument("c", "k"));
        put(new Change.RemoveDocument("c", "k"), new Change.RemoveDocument("d", "k"));
        assertThat(store().document("c", "k")).isEmpty();
        assertThat(store().documents("c", "", "", "", 10)).isEmpty();
        assertThat(store().documents("c", "i", "v", "", 10)).isEmpty();
        put(new Change.PutDocument("c", "k", "3", Map.of()));

        assertThat(store().document("c", "k")).contains(new Document("c", "k", "3", 1, Map.of()));
    }

    @Test
    default void documents_are_listed_by_the_bytes_of_their_keys_in_pages_within_their_collection() {
        TRICKY.forEach(key -> put(new Change.PutDocument("c", key, "1", Map.of("i", "v"))));
        put(new Change.PutDocument("C", "k", "1", Map.of("i", "v")), new Change.PutDocument("d", "k", "1", Map.of()));
        List<String> expected = byBytes(TRICKY);

        assertThat(keys("", "", "", 100)).isEqualTo(expected);
        assertThat(keys("i", "v", "", 100)).isEqualTo(expected);
        for (int i = 0; i < expected.size(); i++) {
            int end = Math.min(expected.size(), i + 4);
            assertThat(keys("", "", expected.get(i), 3)).isEqualTo(expected.subList(i + 1, end));
            assertThat(keys("i", "v", expected.get(i), 3)).isEqualTo(expected.subList(i + 1, end));
        }
    }

    @Test
    default void documents_are_selected_by_their_indexed_values() {
        put(
                new Change.PutDocument("c", "1", "1", Map.of("state", "on", "owner", "a")),
                new Change.PutDocument("c", "2", "2", Map.of("state", "off", "owner", "a")),
                new Change.PutDocument("c", "3", "3", Map.of("state", "on", "owner", "b")),
                new Change.PutDocument("c", "4", "4", Map.of("state", "ON")),
                new Change.PutDocument("c", "5", "5", Map.of("state", "")),
                new Change.PutDocument("c", "6", "6", Map.of()),
                new Change.PutDocument("d", "1", "1", Map.of("state", "on")));

        assertThat(keys("state", "on", "", 10)).containsExactly("1", "3");
        assertThat(keys("owner", "a", "", 10)).containsExactly("1", "2");
        assertThat(keys("state", "", "", 10)).containsExactly("5");
        assertThat(keys("state", "a", "", 10)).isEmpty();
        assertThat(keys("unknown", "on", "", 10)).isEmpty();
        assertThat(keys("", "on", "", 10)).containsExactly("1", "2", "3", "4", "5", "6");
    }

    @Test
    default void a_replaced_document_is_found_by_its_new_values_only() {
        put(new Change.PutDocument("c", "k", "1", Map.of("state", "on", "owner", "a")));
        put(new Change.PutDocument("c", "k", "2", Map.of("state", "off")));

        assertThat(keys("state", "on", "", 10)).isEmpty();
        assertThat(keys("owner", "a", "", 10)).isEmpty();
        assertThat(keys("state", "off", "", 10)).containsExactly("k");
    }

    private List<String> keys(String indexed, String value, String after, int limit) {
        return store().documents("c", indexed, value, after, limit).stream()
                .map(Document::key)
                .toList();
    }

    private static List<String> byBytes(List<String> keys) {
        return keys.stream().sorted(PluginDataContract::compareBytes).toList();
    }

    private static int compareBytes(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
