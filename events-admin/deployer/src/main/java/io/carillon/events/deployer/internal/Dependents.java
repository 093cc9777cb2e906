// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;

/** The plugins that are wired to one that changes: stopped until this is closed. */
final class Dependents implements AutoCloseable {

    private final List<Plugin> halted = new ArrayList<>();

    private Dependents() {}

    /**
     * Stops them.
     *
     * @return empty if one of them is busy or hangs; then the plugin keeps what it has, and those stopped start again
     */
    static Optional<Dependents> halt(Plugin plugin, Surroundings around) throws InterruptedException {
        Dependents dependents = new Dependents();
        boolean complete = false;
        try {
            complete = dependents.haltUsers(plugin, around);
        } finally {
            if (!complete) {
                dependents.close();
            }
        }
        return complete ? Optional.of(dependents) : Optional.empty();
    }

    private boolean haltUsers(Plugin plugin, Surroundings around) throws InterruptedException {
        for (Bundle bundle : plugin.users()) {
            String id = PluginBundles.id(bundle);
            Optional<Plugin> user = around.neighbour().apply(id);
            if (user.isPresent()) {
                Plugin.Halt halt = user.get().halt();
                if (halt != Plugin.Halt.STOPPED) {
                    plugin.waitFor(id, halt);
                    return false;
                }
                halted.add(user.get());
            }
        }
        return true;
    }

    @Override
    public void close() {
        halted.forEach(Plugin::release);
        halted.clear();
    }

    @Override
    public String toString() {
        return halted.size() + " dependent plugins";
    }
}
