// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import org.jspecify.annotations.Nullable;

/** Ends the inspection of a jar with the reason it cannot be a plugin. */
final class JarRefusedException extends Exception {

    private final transient Why why;

    JarRefusedException(String problem, String hint) {
        this(problem, null, null, hint);
    }

    JarRefusedException(String problem, @Nullable String requirement, @Nullable String offered, String hint) {
        super(problem);
        this.why = new Why(problem, requirement, offered, hint);
    }

    Why why() {
        return why;
    }
}
