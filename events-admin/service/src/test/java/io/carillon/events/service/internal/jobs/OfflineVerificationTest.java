// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OfflineVerificationTest {

    private final AtomicBoolean answers = new AtomicBoolean(true);
    private final AtomicBoolean closed = new AtomicBoolean();

    private int failures = Integer.MAX_VALUE;

    /** A store whose events cannot be read for as often as it fails, and are not there behind that. */
    private EventStore unreadable(boolean goesAway) {
        return (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(),
                new Class<?>[] {EventStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "head" -> {
                        if (!answers.get()) {
                            throw new StoreUnavailableException("nobody answers");
                        }
                        yield new LogHead(1, 40, Hash.ZERO, 1);
                    }
                    case "readAfter" -> {
                        answers.set(!goesAway);
                        if (failures-- == 0) {
                            yield List.of();
                        }
                        throw new StoreUnavailableException("a page is broken");
                    }
                    case "close" -> {
                        closed.set(true);
                        yield null;
                    }
                    default -> throw new AssertionError("not used here: " + method);
                });
    }

    private Map<String, Object> verify(boolean goesAway) {
        EventStore store = unreadable(goesAway);
        Map<String, Object> found = new OfflineVerification().apply(() -> store, (done, total) -> {});
        assertThat(closed).isTrue();
        return found;
    }

    @Test
    void what_cannot_be_read_in_a_store_that_answers_is_found_in_the_log() {
        assertThat(verify(false))
                .containsEntry("outcome", "failed")
                .containsEntry("text", "the log cannot be read behind its first 0 events: a page is broken")
                .containsEntry("total", 40L);
    }

    @Test
    void a_server_that_was_restarted_is_read_on() {
        failures = 1;

        assertThat(String.valueOf(verify(false).get("text"))).contains("position 1 is missing");
    }

    @Test
    void a_store_that_goes_away_says_nothing_of_its_log() {
        assertThat(verify(true)).containsEntry("outcome", "unavailable").containsEntry("text", "nobody answers");
    }
}
