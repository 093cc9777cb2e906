// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.WriteUnit;
import io.carillon.events.tck.StoreFixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class UnderwayTest {

    @Test
    void who_waits_is_told_before_a_file_is_asked_for_anything() {
        assertToldFirst(new SqliteFixture());
    }

    @Test
    void who_waits_is_told_before_a_server_is_asked_for_anything() {
        assertToldFirst(new PostgresFixture());
    }

    private static void assertToldFirst(StoreFixture fixture) {
        Map<String, WriteUnit> units = new LinkedHashMap<>();
        units.put("the first of a connection", SqliteEventStoreTest.append("a"));
        units.put("one event", SqliteEventStoreTest.append("b"));
        units.put("the same again", SqliteEventStoreTest.append("b"));
        units.put("no event", WriteUnit.of(new Change.PutState("p", "k", "1")));
        units.put(
                "nothing to write",
                new WriteUnit(
                        List.of(new Condition.StreamAt("s", 7)),
                        SqliteEventStoreTest.append("c").changes()));
        List<String> order = new ArrayList<>();
        try (fixture;
                EventStore store = fixture.createEmpty()) {
            ((BreakableSource) fixture.fault()).beforeEach(() -> order.add("asked"));
            units.forEach((name, unit) -> {
                order.clear();
                store.commit(List.of(unit), () -> order.add("told"));
                assertThat(order).as(name).startsWith("told").contains("asked").containsOnlyOnce("told");
            });
        }
    }
}
