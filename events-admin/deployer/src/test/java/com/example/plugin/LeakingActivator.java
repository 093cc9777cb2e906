// SPDX-License-Identifier: Apache-2.0
package com.example.plugin;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Leaves behind what the header {@code X-Leak} says: a thread, an idle executor, or a value on a thread of another. */
public final class LeakingActivator implements BundleActivator {

    private static final ThreadLocal<Object> HELD = new ThreadLocal<>();

    @Override
    public void start(BundleContext context) throws Exception {
        String what = context.getBundle().getHeaders("").get("X-Leak");
        if ("thread".equals(what)) {
            Thread thread = new Thread(LeakingActivator::poll, "leaky-poller");
            thread.setDaemon(true);
            thread.start();
        } else if ("executor".equals(what)) {
            ExecutorService idle = Executors.newSingleThreadExecutor(work -> new Thread(work, "leaky-worker"));
            System.getProperties().put("carillon.test.executor", idle);
            idle.submit(() -> {}).get();
        } else {
            Object others = Objects.requireNonNull(System.getProperties().get("carillon.test.threads"));
            ((Executor) others).execute(() -> HELD.set(LeakingActivator.class));
        }
    }

    private static void poll() {
        while (!Boolean.getBoolean("carillon.test.release")) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void stop(BundleContext context) {}
}
