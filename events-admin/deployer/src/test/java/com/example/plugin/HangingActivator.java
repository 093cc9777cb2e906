// SPDX-License-Identifier: Apache-2.0
package com.example.plugin;

import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Hangs in start or stop, deaf to interrupts, until the property {@code carillon.test.release} is set. */
public final class HangingActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        hang(context, "start");
    }

    @Override
    public void stop(BundleContext context) {
        hang(context, "stop");
    }

    private static void hang(BundleContext context, String when) {
        if (when.equals(context.getBundle().getHeaders("").get("X-Hang"))) {
            while (!Boolean.getBoolean("carillon.test.release")) {
                LockSupport.parkNanos(5_000_000);
                if (Thread.interrupted()) {
                    System.setProperty("carillon.test.interrupted", "true");
                }
            }
        }
    }
}
