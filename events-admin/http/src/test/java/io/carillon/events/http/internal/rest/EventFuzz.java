// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.events.EventsException;
import io.carillon.events.http.internal.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Assertions;

/** Bodies of events in all their forms, alone and in batches, and lines of an import: read, or refused by the caller's fault. */
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
            try {
                Assertions.assertFalse(EventJson.many(body, form).isEmpty());
            } catch (ProblemException e) {
                Assertions.assertTrue(e.problem().code().status() < 500, e.getMessage());
            }
        }
        InputStream lines = new ByteArrayInputStream(body);
        long read = 0;
        for (byte[] line = ImportedLines.next(lines); line != null; line = ImportedLines.next(lines)) {
            read += line.length + 1;
        }
        Assertions.assertTrue(read == body.length || read == body.length + 1, () -> "lines of " + body.length);
    }
}
