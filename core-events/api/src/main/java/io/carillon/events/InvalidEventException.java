// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.io.Serial;

/** Fix the event: an attribute or its data breaks a rule. Nothing was written. */
public final class InvalidEventException extends EventsException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String attribute;

    /**
     * Names the culprit.
     *
     * @param attribute CloudEvents attribute, or a JSON pointer below {@code data} like {@code data/files/0}
     * @param rule what holds for it, to follow its name
     * @param found what was found instead; shortened to 200 characters
     */
    public InvalidEventException(String attribute, String rule, String found) {
        super(
                "invalid-event",
                attribute + " " + rule + ", got " + (found.length() > 200 ? found.substring(0, 200) + "…" : found));
        this.attribute = attribute;
    }

    /** The attribute, or a JSON pointer below {@code data} without the leading slash. */
    public String attribute() {
        return attribute;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
