// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest.plugin;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.slf4j.LoggerFactory;

/** Logs an exception of a class of its own when it starts. */
public final class GrumblingPlugin implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        RuntimeException own = new RuntimeException("nothing in particular") {
            private static final long serialVersionUID = 1L;
        };
        LoggerFactory.getLogger("itest.grumbling").error("it starts with a grumble", own);
    }

    @Override
    public void stop(BundleContext context) {
        // nothing was begun
    }
}
