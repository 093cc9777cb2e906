// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

/**
 * Band of a subscription. Of the live handlers of one event on one host, those of a lower band get it after the first
 * attempts of all higher bands have ended, or five seconds after it was published. Inside a band they run in parallel.
 * Who is paused, behind or trying again neither waits nor is waited for.
 */
public enum Priority {
    CRITICAL,
    HIGH,
    NORMAL,
    LOW
}
