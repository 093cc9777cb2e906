// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.ServiceReference;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;

/** Where the container listens. */
final class Endpoint {

    private Endpoint() {}

    /** The address without a slash at the end, empty while there is none. */
    static Optional<String> of(ServiceReference<HttpServiceRuntime> runtime) {
        Object endpoints = runtime.getProperty("osgi.http.endpoint");
        Stream<?> all = endpoints instanceof Object[] array
                ? Arrays.stream(array)
                : endpoints instanceof Collection<?> collection ? collection.stream() : Stream.ofNullable(endpoints);
        return all.map(Object::toString)
                .filter(address -> address.startsWith("http"))
                .map(address -> address.endsWith("/") ? address.substring(0, address.length() - 1) : address)
                .findFirst();
    }
}
