// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.events.EventsException;
import io.carillon.events.http.internal.problem.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
                    BinaryEvent.read(request(headers, body)).type().isEmpty());
        } catch (ProblemException e) {
            Assertions.assertTrue(e.problem().code().status() < 500, e.getMessage());
        } catch (EventsException e) {
            Assertions.assertFalse(e.retryable(), e.getMessage());
        }
    }

    private static HttpServletRequest request(Map<String, String> headers, byte[] body) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                BinaryEventFuzz.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getHeaderNames" -> Collections.enumeration(Set.copyOf(headers.keySet()));
                    case "getHeaders" ->
                        Collections.enumeration(List.of(headers.getOrDefault(String.valueOf(arguments[0]), "")));
                    case "getContentType" -> "application/json";
                    case "getHeader" -> null;
                    case "getContentLengthLong" -> (long) body.length;
                    case "getInputStream" -> new Body(body);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** A body that is there at once. */
    private static final class Body extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        Body(byte[] body) {
            bytes = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return bytes.read(buffer, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("read at once");
        }
    }
}
