// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request with attributes of an event in its headers, as nothing but a parser sees it. */
final class BinaryRequest {

    private BinaryRequest() {}

    static HttpServletRequest of(Map<String, String> headers, byte[] body) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                BinaryRequest.class.getClassLoader(),
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
