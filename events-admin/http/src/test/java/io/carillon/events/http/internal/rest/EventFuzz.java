// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.events.EventsException;
import io.carillon.events.http.internal.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Assertions;

/** Bodies of events in all their forms, alone and in batches, and files of an import: read, or refused by the caller's fault. */
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
        take(new EventLines(new ByteArrayInputStream(body)));
        try {
            take(new EventTable(new ByteArrayInputStream(body)));
        } catch (ProblemException e) {
            Assertions.assertEquals(422, e.problem().code().status());
        }
    }

    private static void take(EventFile file) throws IOException {
        long line = 0;
        while (file.next()) {
            Assertions.assertTrue(file.line() > line, () -> "line " + file.line() + " comes again");
            line = file.line();
            try {
                Assertions.assertFalse(file.draft().type().isEmpty());
            } catch (ProblemException e) {
                Assertions.assertTrue(e.problem().code().status() < 500, e.getMessage());
            } catch (EventsException e) {
                Assertions.assertFalse(e.retryable(), e.getMessage());
            }
        }
    }
}
