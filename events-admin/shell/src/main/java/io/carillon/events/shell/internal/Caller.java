// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import org.apache.felix.service.command.CommandSession;

/** Who typed the command, kept in the session. */
final class Caller {

    private static final String VARIABLE = "carillon.caller";

    private Caller() {}

    static void set(CommandSession session, String name) {
        session.put(VARIABLE, name);
    }

    /** For instance {@code shell:root}. */
    static String of(CommandSession session) {
        return session.get(VARIABLE) instanceof String name ? name : "shell";
    }
}
