// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.cli.output.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;

/** Whatever a server sends is an answer, a frame or JSON, or a broken connection. */
class AnswerFuzz {

    @FuzzTest(maxDuration = "2s")
    void what_comes_is_read_or_broken(@NotNull byte[] bytes) {
        answer(bytes);
        frames(bytes);
        events(bytes);
        json(bytes);
    }

    private static void answer(byte[] bytes) {
        try {
            Response answer = Response.read(new ByteArrayInputStream(bytes));
            Reply reply =
                    new Reply(answer.status(), answer.headers(), answer.body().readAllBytes());
            Assertions.assertFalse(new ProblemAnswer(reply).text().isEmpty());
        } catch (IOException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }

    private static void frames(byte[] bytes) {
        WebSocket socket = new WebSocket(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream());
        try {
            for (Optional<String> text = socket.read(); text.isPresent(); text = socket.read()) {
                Assertions.assertTrue(text.get().length() <= bytes.length);
            }
            Assertions.assertTrue(socket.closeCode() >= 0);
        } catch (IOException e) {
            Assertions.assertNotEquals("", e.getMessage());
        }
    }

    private static void events(byte[] bytes) {
        EventFrames frames = new EventFrames(new ByteArrayInputStream(bytes), "");
        try {
            for (Optional<EventFrames.Frame> next = frames.next(); next.isPresent(); next = frames.next()) {
                Assertions.assertTrue(next.get().data().length() <= bytes.length);
            }
        } catch (IOException e) {
            Assertions.assertNotEquals("", e.getMessage());
        }
    }

    private static void json(byte[] bytes) {
        try {
            Json read = Json.parse(bytes);
            Assertions.assertEquals(read.compact(), Json.parse(read.compact()).compact());
        } catch (IOException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
