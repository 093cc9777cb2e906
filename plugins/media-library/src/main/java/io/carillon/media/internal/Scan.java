// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.util.UUID;

/**
 * One comparison of a whole folder with the index, as events tell of it.
 *
 * @param id correlates its events
 */
record Scan(String id, ScanOrder order) {

    static Scan begin(ScanOrder order) {
        return new Scan(UUID.randomUUID().toString(), order);
    }
}
