// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.events.EventsException;
import io.carillon.events.http.internal.problem.ProblemException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/** Events whose attributes are headers: read, or refused by the caller's fault. */
class BinaryEventFuzz {

    @FuzzTest(maxDuration = "2s")
    void an_event_in_headers_is_read_or_refused(
            @NotNull String name, @NotNull String value, @NotNull String time, byte @NotNull [] body)
            throws IOException {
        Map<String, String> headers = new java.util.TreeMap<>(
                Map.of("ce-specversion", "1.0", "ce-id", value, "ce-source", "/x", "ce-type", "a.b", "ce-time", time));
        headers.put("ce-" + name, value);
        try {
            Assertions.assertFalse(
                    BinaryEvent.read(BinaryRequest.of(headers, body)).type().isEmpty());
        } catch (ProblemException e) {
            Assertions.assertTrue(e.problem().code().status() < 500, e.getMessage());
        } catch (EventsException e) {
            Assertions.assertFalse(e.retryable(), e.getMessage());
        }
    }
}
