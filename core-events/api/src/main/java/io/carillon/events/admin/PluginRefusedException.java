// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.admin.PluginStatus.Why;
import java.io.Serial;

/** A jar that is no plugin, or not one that can be taken; the plugins folder is as it was. The text says what is wrong. */
public final class PluginRefusedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String plugin;
    private final transient Why why;

    /**
     * A refusal.
     *
     * @param plugin symbolic name; empty when it is not known
     */
    public PluginRefusedException(String plugin, Why why) {
        super(why.problem());
        this.plugin = plugin;
        this.why = why;
    }

    /** Symbolic name; empty when it is not known. */
    public String plugin() {
        return plugin;
    }

    /** What is wrong, and what to do. */
    public Why why() {
        return why;
    }
}
