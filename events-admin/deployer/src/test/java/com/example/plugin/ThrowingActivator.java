// SPDX-License-Identifier: Apache-2.0
package com.example.plugin;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Fails to start, with what the property {@code carillon.test.throw} names. */
public final class ThrowingActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        if (Boolean.getBoolean("carillon.test.linkage")) {
            throw new NoClassDefFoundError("okhttp3/Call");
        }
        throw new IllegalArgumentException("no database at all");
    }

    @Override
    public void stop(BundleContext context) {}
}
