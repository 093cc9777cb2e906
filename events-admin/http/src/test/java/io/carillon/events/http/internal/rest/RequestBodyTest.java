// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RequestBodyTest {

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void a_body_of_the_very_limit_is_taken_and_one_byte_more_is_not() throws Exception {
        assertThat(RequestBody.read(zeros(RequestBody.MAX_BYTES), -1, RequestBody.MAX_BYTES, nanos::get))
                .hasSize(RequestBody.MAX_BYTES);
        assertProblem(zeros(RequestBody.MAX_BYTES + 1), ProblemCode.TOO_LARGE);
    }

    @Test
    void no_more_than_one_byte_beyond_the_limit_is_read_of_an_endless_body() {
        AtomicLong given = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("not used here");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                given.addAndGet(length);
                return length;
            }
        };

        assertProblem(endless, ProblemCode.TOO_LARGE);
        assertThat(given).hasValue(RequestBody.MAX_BYTES + 1L);
    }

    @Test
    void a_body_that_trickles_is_given_up() {
        assertProblem(trickle(10, 100_000_000), ProblemCode.TOO_SLOW);
    }

    @Test
    void a_body_that_breaks_off_is_the_senders_doing() {
        assertProblem(failing(new IOException("Early EOF")), ProblemCode.INCOMPLETE_BODY);
        assertProblem(failing(new IOException("Idle timeout expired: 30000/30000 ms")), ProblemCode.TOO_SLOW);
        assertProblem(failing(new IOException(new TimeoutException("idle"))), ProblemCode.TOO_SLOW);
    }

    private static InputStream failing(IOException failure) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw failure;
            }
        };
    }

    @Test
    void a_slow_body_within_the_rate_is_taken() throws Exception {
        assertThat(RequestBody.read(trickle(200, 100_000_000), -1, RequestBody.MAX_BYTES, nanos::get))
                .hasSize(200 * 500);
    }

    private InputStream trickle(int bytesEach, long nanosEach) {
        return new InputStream() {
            private int reads;

            @Override
            public int read() throws IOException {
                throw new IOException("not used here");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                nanos.addAndGet(nanosEach);
                return ++reads > 500 ? -1 : bytesEach;
            }
        };
    }

    private static InputStream zeros(int count) {
        return new ByteArrayInputStream(new byte[count]);
    }

    private void assertProblem(InputStream body, ProblemCode code) {
        assertThatThrownBy(() -> RequestBody.read(body, -1, RequestBody.MAX_BYTES, nanos::get))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(code));
    }
}
