// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.time.Instant;

/**
 * One type in the log.
 *
 * @param type its name
 * @param count events of it the log holds, without those whose data was deleted
 * @param firstSeen recorded time of the first that was ever appended
 * @param lastSeen recorded time of the newest
 */
public record TypeSummary(String type, long count, Instant firstSeen, Instant lastSeen) {}
