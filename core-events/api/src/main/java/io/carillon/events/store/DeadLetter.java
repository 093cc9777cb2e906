// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.time.Instant;

/**
 * An event a subscription gave up on, by reference.
 *
 * @param subscription identity of the subscription
 * @param position the event
 * @param attempts how often it was tried, from 1
 * @param cause what the last attempt ended with, at most {@value #MAX_CAUSE} characters
 * @param first time of the first attempt
 * @param last time of the last attempt
 * @param note what an operator wrote about it; empty when nothing
 */
public record DeadLetter(
        String subscription, long position, int attempts, String cause, Instant first, Instant last, String note) {

    /** The longest cause and note, in characters. */
    public static final int MAX_CAUSE = 8 * 1024;

    public DeadLetter {
        if (position < 1 || attempts < 1) {
            throw new IllegalArgumentException("impossible position " + position + " or attempts " + attempts);
        }
        if (cause.length() > MAX_CAUSE || note.length() > MAX_CAUSE) {
            throw new IllegalArgumentException("cause and note have at most " + MAX_CAUSE + " characters, got "
                    + cause.length() + " and " + note.length());
        }
    }
}
