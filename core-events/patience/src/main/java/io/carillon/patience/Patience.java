// SPDX-License-Identifier: Apache-2.0
package io.carillon.patience;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Has all tests wait long for what comes true by itself, for a machine may be slow; found by JUnit as a service. */
public final class Patience implements BeforeAllCallback {

    /** The longest wait of a test. Whoever still waits after it waits for what never comes. */
    public static final Duration LONGEST = Duration.ofMinutes(2);

    /** {@link #LONGEST}, for calls that take a number and a unit. */
    public static final long LONGEST_SECONDS = LONGEST.toSeconds();

    /**
     * The limit of a time that only an idle machine keeps.
     *
     * @return {@code strict} where -Dcarillon.idle says that the machine is idle, and elsewhere {@link #LONGEST}
     */
    public static Duration onIdleMachine(Duration strict) {
        return Boolean.getBoolean("carillon.idle") ? strict : LONGEST;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LONGEST);
    }
}
