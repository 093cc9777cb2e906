// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import org.jspecify.annotations.Nullable;

/** Ends the inspection of a jar with the reason it cannot be a plugin. */
final class JarRefusedException extends Exception {

    private final transient Why why;
    private final transient Why whySent;

    JarRefusedException(String problem, String hint) {
        this(problem, null, null, hint);
    }

    JarRefusedException(String problem, @Nullable String requirement, @Nullable String offered, String hint) {
        this(new Why(problem, requirement, offered, hint), new Why(problem, requirement, offered, hint));
    }

    private JarRefusedException(Why why, Why whySent) {
        super(why.problem());
        this.why = why;
        this.whySent = whySent;
    }

    /** Refuses a jar that may have been whole where it comes from. */
    static JarRefusedException damaged(String problem) {
        return new JarRefusedException(
                new Why(
                        problem,
                        null,
                        null,
                        "Copy it again; if it stays so, build or download it again. It is looked at again when it"
                                + " changes."),
                new Why(
                        problem,
                        null,
                        null,
                        "Send it again; if it stays so, build or download it again. Nothing of it was kept."));
    }

    /** Refuses a jar that calls itself like a bundle of the host. */
    static JarRefusedException hostName(String id) {
        return new JarRefusedException(
                "its Bundle-SymbolicName " + id + " is that of a bundle of the host",
                "The host's own bundles are replaced by an upgrade of the host; give a plugin a name of its own.");
    }

    /** What to say of a jar in the folder. */
    Why why() {
        return why;
    }

    /** What to say of a jar that was sent and is not kept. */
    Why whySent() {
        return whySent;
    }
}
