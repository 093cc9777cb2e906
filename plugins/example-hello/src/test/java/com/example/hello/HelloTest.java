// SPDX-License-Identifier: Apache-2.0
package com.example.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Event;
import io.carillon.testkit.PluginHarness;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HelloTest {

    private final PluginHarness harness = PluginHarness.of(new Hello());

    @Test
    void greets_after_a_scan_and_names_its_cause() {
        harness.publish("scan.completed", Map.of("libraryId", "films", "filesScanned", 3, "errors", 0));

        List<Event> greetings = harness.published("hello.greeted");
        assertThat(greetings)
                .extracting(greeting -> greeting.data().value())
                .containsExactly("Scanned 3 files in films");
        assertThat(greetings.get(0).causationId())
                .contains(harness.history().get(0).id());
    }

    @Test
    void says_nothing_to_other_events() {
        harness.publish("scan.started", Map.of("libraryId", "films", "filesScanned", 3));

        assertThat(harness.published("hello.greeted")).isEmpty();
        assertThat(harness.attempts()).isEmpty();
    }

    @Test
    void fails_visibly_when_the_data_is_not_what_it_expects() {
        harness.publish("scan.completed", Map.of("libraryId", "films", "filesScanned", "many"));

        assertThat(harness.published("hello.greeted")).isEmpty();
        assertThat(harness.failures()).hasSize(1);
        assertThat(harness.failures().get(0).failure().orElseThrow()).hasMessageContaining("data/filesScanned");
    }
}
