// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.output.Json;
import io.carillon.inputs.MutatedInputs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Whatever a server sends is an answer, a frame or JSON, or a broken connection. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AnswerInputTest {

    @Test
    void an_answer_is_read_or_broken() {
        String problem = "{\"code\":\"invalid-event\",\"detail\":\"d\",\"errors\":[{\"pointer\":\"/a\",\"got\":1}]}";
        feed(
                List.of(
                        "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nX-A: b\r\n\r\n{\"a\":1}\n",
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nabcd\r\n0\r\n\r\n",
                        "HTTP/1.1 422 No\nContent-Type: application/problem+json\nContent-Length: " + problem.length()
                                + "\n\n" + problem),
                bytes -> {
                    Response answer = Response.read(new ByteArrayInputStream(bytes));
                    byte[] body = answer.body().readAllBytes();

                    assertThat(answer.status()).isBetween(101, 999);
                    assertThat(body).hasSizeLessThan(bytes.length);
                    assertThat(new ProblemAnswer(new Reply(answer.status(), answer.headers(), body)).text())
                            .isNotEmpty();
                });
    }

    @Test
    void frames_are_read_or_broken() {
        feed(
                List.of(
                        "\u0081\u0007{\"a\":1}\u0089\u0002hi\u0088\u0002\u0003\u00e8",
                        "\u0001\u0003abc\u0080\u0003def\u008a\u0000\u0081~\u0000\u00c8" + "x".repeat(200)
                                + "\u0088\u0000"),
                bytes -> {
                    WebSocket socket = new WebSocket(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream());
                    int room = bytes.length;
                    for (Optional<String> text = socket.read(); text.isPresent(); text = socket.read()) {
                        room -= text.get().length();
                        assertThat(room).isPositive();
                    }
                    assertThat(socket.closeCode()).isBetween(0, 0xFFFF);
                });
    }

    @Test
    void server_sent_events_are_read_or_broken() {
        feed(
                List.of(
                        "retry: 2000\n: carillon 1.0.0\n\nid: 7\ndata: {\"a\":1}\n\nevent: carillon.caughtup\ndata: {}\n\n",
                        "id:8\r\nevent:x\r\ndata:[1,\r\ndata:2]\r\n\r\n: hb\n\nid\ndata: null\n\n"),
                bytes -> {
                    EventFrames frames = new EventFrames(new ByteArrayInputStream(bytes), "6");
                    int room = bytes.length;
                    for (Optional<EventFrames.Frame> next = frames.next(); next.isPresent(); next = frames.next()) {
                        EventFrames.Frame frame = next.get();
                        room -= frame.data().length() + 1;
                        assertThat(room).isNotNegative();
                        assertThat(frame.name()).isNotEmpty();
                        assertThat(frame.id()).doesNotContain("\0", "\n");
                        assertThat(frame.retryMillis()).isBetween(EventFrames.Frame.AS_BEFORE, 999_999L);
                        Json.parse(frame.data());
                    }
                });
    }

    @Test
    void json_is_read_as_it_would_be_again_or_refused() {
        feed(
                List.of(
                        "{\"id\":\"1\",\"n\":[1,-2.5e3,true,null,\"\\u00e9\"],\"o\":{\"a\":{}}}",
                        "[[],{},\"\",0,1e5,false]"),
                bytes -> {
                    String read = Json.parse(bytes).compact();
                    assertThat(Json.parse(read).compact()).isEqualTo(read);
                });
    }

    /** What parses bytes. */
    private interface Parser {
        void parse(byte[] bytes) throws IOException;
    }

    /** Each character is one byte. */
    private static void feed(List<String> good, Parser parser) {
        MutatedInputs.feed(
                good,
                input -> parser.parse(input.getBytes(StandardCharsets.ISO_8859_1)),
                IOException.class,
                broken -> assertThat(broken.getMessage()).isNotEqualTo(""));
    }
}
