// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.plugin;

import io.carillon.events.bus.internal.deliver.PluginPool;
import io.carillon.events.bus.internal.publish.CausalChain;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** The plugin's pool as the plugin sees it: tasks keep their causal chain, and only the host shuts it down. */
final class PluginTasks extends AbstractExecutorService {

    private final PluginPool pool;

    PluginTasks(PluginPool pool) {
        this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
        pool.run(CausalChain.current().carry(task));
    }

    @Override
    public void shutdown() {
        // the host's to do
    }

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return pool.isClosed();
    }

    @Override
    public boolean isTerminated() {
        return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return pool.awaitTermination(timeout, unit);
    }

    /** Does nothing, as {@link #shutdown} does. From Java 19 on it would otherwise wait for the end of the plugin. */
    public void close() {
        // the host's to do
    }
}
