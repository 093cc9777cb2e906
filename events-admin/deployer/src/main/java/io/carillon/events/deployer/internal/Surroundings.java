// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What every plugin works with.
 *
 * @param threads runs the work of plugins, each on its own thread
 * @param timer has that work done later; of the host alone, for plugins may hold up the pools that all share
 * @param neighbour finds another plugin by id
 */
record Surroundings(
        FolderSettings settings,
        PluginBundles bundles,
        JarVault vault,
        InstallLedger ledger,
        PluginEvents events,
        HostServices services,
        BundleComponents components,
        LeakWatch leaks,
        CrashGuard guard,
        Clock clock,
        Executor threads,
        PluginTimer timer,
        Function<String, Optional<Plugin>> neighbour) {}
