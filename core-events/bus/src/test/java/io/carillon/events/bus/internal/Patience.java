// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Has all tests wait long for what comes true by itself, for a machine may be slow; found by JUnit as a service. */
public final class Patience implements BeforeAllCallback {

    private static final Duration LONG = Duration.ofMinutes(2);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LONG);
    }
}
