// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

/**
 * What the bus is doing.
 *
 * @param published events accepted since the start, duplicates included
 * @param refused publishes that failed since the start
 * @param queued events waiting to be appended now
 * @param queueLimit the most events that may wait
 * @param handlers live handlers now
 * @param unhandled events since the start that no handler wanted
 */
public record BusStatus(long published, long refused, int queued, int queueLimit, int handlers, long unhandled) {}
