// SPDX-License-Identifier: Apache-2.0
package com.example.plugin;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Starts until the property {@code carillon.test.once} is set. */
public final class OnceActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        if (Boolean.getBoolean("carillon.test.once")) {
            throw new IllegalStateException("once was enough");
        }
    }

    @Override
    public void stop(BundleContext context) {}
}
