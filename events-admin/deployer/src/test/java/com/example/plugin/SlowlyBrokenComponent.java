// SPDX-License-Identifier: Apache-2.0
package com.example.plugin;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A component that waits for an answer as long as the test wants, and then fails to activate. */
public final class SlowlyBrokenComponent {

    /** System properties with a latch each: when it begins to wait, and when it has waited enough. */
    public static final String BEGUN = "carillon.test.begun";

    public static final String ENOUGH = "carillon.test.enough";

    /** Called by Declarative Services. */
    public void start() throws InterruptedException {
        latch(BEGUN).countDown();
        if (latch(ENOUGH).await(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException("no answer");
        }
    }

    private static CountDownLatch latch(String name) {
        return (CountDownLatch) Objects.requireNonNull(System.getProperties().get(name));
    }
}
