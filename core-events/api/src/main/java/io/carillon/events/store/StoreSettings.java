// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How to open a store.
 *
 * @param url the store's URL from local configuration, for instance {@code sqlite:events.db}; relative file names are
 *     below {@code dataDirectory}
 * @param dataDirectory the host's data directory
 * @param properties provider-specific settings from local configuration, such as {@code user} and {@code password}; an
 *     immutable map. A provider refuses names it does not know.
 * @param timeout longest wait for the store to answer one call; more than zero
 */
public record StoreSettings(String url, Path dataDirectory, Map<String, String> properties, Duration timeout) {

    public StoreSettings {
        properties = Map.copyOf(properties);
        if (url.indexOf(':') < 1) {
            throw new IllegalArgumentException(
                    "store URL must start with a scheme, like sqlite:events.db, got \"" + url + "\"");
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("store time-out must be more than zero, got " + timeout);
        }
    }

    /** The part of the URL before the first colon. */
    public String scheme() {
        return url.substring(0, url.indexOf(':'));
    }

    /** Scheme only: the rest of a URL may hold credentials. */
    @Override
    public String toString() {
        return "StoreSettings[" + scheme() + ":…]";
    }
}
