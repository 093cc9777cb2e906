// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

/**
 * Why one setting cannot be used.
 *
 * @param pid full PID it is about; empty when it concerns a whole file
 * @param text a sentence with the place, the reason and what helps
 */
record SettingError(String pid, String text) {}
