// SPDX-License-Identifier: Apache-2.0
package com.example.plugin;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Ends the whole process. */
public final class ExitingActivator implements BundleActivator {

    /** The exit code. */
    public static final int CODE = 23;

    @Override
    public void start(BundleContext context) {
        System.exit(CODE);
    }

    @Override
    public void stop(BundleContext context) {}
}
