// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.output.Json;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What was looked at, and how it is.
 *
 * @param check what was looked at, a word
 * @param detail what was found
 * @param hint what to do; empty when nothing has to be done
 */
public record Finding(String check, State state, String detail, String hint) {

    /** How it is. */
    public enum State {
        OK('+'),
        /** It works, and somebody should look at it. */
        WARNING('!'),
        /** A host does not work so. */
        PROBLEM('-');

        private final char sign;

        State(char sign) {
            this.sign = sign;
        }

        /** Stands for it in front of a line. */
        public char sign() {
            return sign;
        }
    }

    static Finding ok(String check, String detail) {
        return new Finding(check, State.OK, detail, "");
    }

    static Finding warning(String check, String detail, String hint) {
        return new Finding(check, State.WARNING, detail, hint);
    }

    static Finding problem(String check, String detail, String hint) {
        return new Finding(check, State.PROBLEM, detail, hint);
    }

    /** The state as a word. */
    public String word() {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** For programs. */
    public Json json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("check", check);
        members.put("state", word());
        members.put("detail", detail);
        members.put("hint", hint);
        return Json.of(members);
    }
}
