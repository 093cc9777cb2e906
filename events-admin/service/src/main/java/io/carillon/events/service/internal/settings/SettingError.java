// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

/**
 * Why one setting cannot be used.
 *
 * @param pid full PID it is about; empty when it concerns a whole file
 * @param fatal whether the host does not start when it is about the host's own options; otherwise it runs without the value
 * @param text a sentence with the place, the reason and what helps
 */
record SettingError(String pid, boolean fatal, String text) {

    SettingError(String pid, String text) {
        this(pid, true, text);
    }
}
