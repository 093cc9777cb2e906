// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;

/**
 * A content that did harm and does not run until an operator says so, or the jar holds another.
 *
 * @param sha256 the content
 * @param reason what it did, a sentence
 */
record Quarantine(String sha256, String reason) {

    Why why(String id) {
        return new Why(
                "it is quarantined: " + reason,
                null,
                null,
                "plugin:enable " + id + " takes it back; a mended jar in its place is taken by itself.");
    }
}
