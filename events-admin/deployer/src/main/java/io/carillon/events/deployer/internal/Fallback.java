// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.util.Map;
import java.util.TreeMap;

/**
 * Contents that failed to start in place of one that ran, and the one that came back.
 *
 * @param good SHA-256 of what came back
 * @param failed why each of the others failed, by SHA-256; not empty
 */
record Fallback(String good, Map<String, String> failed) {

    Fallback {
        failed = Map.copyOf(failed);
    }

    /** As this, with one more that failed. */
    Fallback with(String sha256, String reason) {
        Map<String, String> more = new TreeMap<>(failed);
        more.put(sha256, reason);
        return new Fallback(good, more);
    }
}
