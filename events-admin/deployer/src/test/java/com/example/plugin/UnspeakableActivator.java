// SPDX-License-Identifier: Apache-2.0
package com.example.plugin;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Fails to start with a failure that nobody can describe: each of its words throws. */
public final class UnspeakableActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        throw new Unspeakable();
    }

    @Override
    public void stop(BundleContext context) {}

    /** Throws whenever it is asked for anything. */
    private static final class Unspeakable extends RuntimeException {

        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new NoClassDefFoundError("com/example/Text");
        }

        @Override
        public String toString() {
            throw new NoClassDefFoundError("com/example/Text");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new NullPointerException("no trace");
        }
    }
}
