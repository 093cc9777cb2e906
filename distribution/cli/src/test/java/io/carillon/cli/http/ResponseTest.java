// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ResponseTest {

    private static Response read(String answer) throws IOException {
        return Response.read(new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String body(String answer) throws IOException {
        return new String(read(answer).body().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_body_ends_with_its_length_its_last_chunk_or_the_connection() throws IOException {
        assertThat(body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef")).isEqualTo("abc");
        assertThat(body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nmore"))
                .isEqualTo("abc0123456789");
        assertThat(body("HTTP/1.0 200 OK\r\n\r\nabc")).isEqualTo("abc");
        assertThat(body("HTTP/1.1 204 No Content\r\n\r\nabc")).isEmpty();
    }

    @Test
    void headers_are_known_by_their_names_whatever_the_case_and_the_first_counts() throws IOException {
        Response answer = read("HTTP/1.1 201\r\nLOCATION:  /x \r\nA: 1\r\na: 2\r\nContent-Length: 0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).containsEntry("location", "/x").containsEntry("a", "1");
    }

    @Test
    void that_an_answer_will_come_is_no_answer() throws IOException {
        assertThat(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
                "HTTP/1.1 200 OK\r\nContent-",
                ""
            })
    void what_breaks_off_is_never_taken_for_the_whole(String answer) {
        assertThatThrownBy(() -> body(answer)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"
            })
    void what_is_not_HTTP_is_an_error(String answer) {
        assertThatIOException().isThrownBy(() -> body(answer));
    }

    @Test
    void heads_and_lines_between_chunks_have_limits() {
        String endless = "x".repeat(70_000);

        assertThatIOException()
                .isThrownBy(() -> body("HTTP/1.1 200 OK\r\nA: " + endless + "\r\n\r\n"))
                .withMessage("the head of the answer has more than 65536 bytes");
        assertThatIOException()
                .isThrownBy(() -> body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + endless + "\r\na"))
                .withMessage("a line between chunks has more than 8192 bytes");
    }
}
