// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.LogReader;

/** Checks of what callers ask for. */
final class Limits {

    private Limits() {}

    static int page(int limit) {
        if (limit < 1 || limit > LogReader.MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + LogReader.MAX_PAGE + ", got " + limit);
        }
        return limit;
    }
}
