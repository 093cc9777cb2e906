// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What was looked at in a jar, and how it is.
 *
 * @param check what was looked at, a word
 * @param detail what was found
 * @param hint what helps; empty when nothing has to be done
 */
record Advice(String check, State state, String detail, String hint) {

    /** How it is. */
    enum State {
        OK,
        /** It runs, and its author should look at it. */
        WARNING,
        /** It does not run so. */
        PROBLEM
    }

    static Advice ok(String check, String detail) {
        return new Advice(check, State.OK, detail, "");
    }

    static Advice warning(String check, String detail, String hint) {
        return new Advice(check, State.WARNING, detail, hint);
    }

    static Advice problem(String check, String detail, String hint) {
        return new Advice(check, State.PROBLEM, detail, hint);
    }

    /** What the host would say. */
    static Advice of(String check, Why why) {
        StringBuilder detail = new StringBuilder(why.problem());
        if (why.requirement() != null) {
            detail.append("; it asks for ").append(why.requirement());
            if (why.offered() == null) {
                detail.append(", and nobody here offers any");
            }
        }
        if (why.offered() != null) {
            detail.append("; there is ").append(why.offered());
        }
        return problem(check, detail.toString(), Objects.requireNonNullElse(why.hint(), ""));
    }

    /** In types of the JDK. */
    Map<String, String> map() {
        return Map.of("check", check, "state", state.name().toLowerCase(Locale.ROOT), "detail", detail, "hint", hint);
    }
}
