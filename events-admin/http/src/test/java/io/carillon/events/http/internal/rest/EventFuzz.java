// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.events.EventsException;
import io.carillon.events.http.internal.problem.ProblemException;
import java.io.IOException;
import org.junit.jupiter.api.Assertions;

/** Bodies of events in all their forms, and lines of an import: read, or refused by the caller's fault. */
class EventFuzz {

    @FuzzTest(maxDuration = "2s")
    void an_event_is_read_or_refused(@NotNull byte[] body) throws IOException {
        for (EventForm form : EventForm.values()) {
            try {
                Assertions.assertFalse(EventJson.one(body, form).type().isEmpty());
            } catch (ProblemException e) {
                Assertions.assertTrue(e.problem().code().status() < 500, e.getMessage());
            } catch (EventsException e) {
                Assertions.assertFalse(e.retryable(), e.getMessage());
            }
        }
    }
}
