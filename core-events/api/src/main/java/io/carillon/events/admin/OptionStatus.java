// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One option and its value.
 *
 * @param key as people write it: {@code http.port}, {@code com.example.hello.greeting}
 * @param pid of the configuration it belongs to, in full: {@code carillon.http}
 * @param owner symbolic name of the bundle that declares it
 * @param type of a value, or of each value when there may be several
 * @param several whether it takes a list
 * @param value in force: a String, Boolean, Long, Integer, Double or other number, or a list of these; {@link #MASK} for a
 *     secret that is set; {@code null} when there is neither value nor default
 * @param defaultValue in the same form; {@code null} when there is none
 * @param source which layer the value came from
 * @param where the place in it, for people: {@code conf/carillon.json:3}, {@code CARILLON_HTTP__PORT}; empty for a default
 * @param locked whether {@link SettingsAdmin#set} refuses it: it is set by a stronger layer, or taken from local files only
 * @param restart whether a change takes effect only when the host starts again
 * @param description a sentence; may be empty
 * @param min smallest number or shortest text; {@code null} without a limit
 * @param max largest number or longest text; {@code null} without a limit
 * @param choices the values allowed; empty when all are; an immutable list
 * @param mark of a value that is not shown as it is: another one when it changes, and nothing that tells the value; may be
 *     empty
 */
public record OptionStatus(
        String key,
        String pid,
        String owner,
        Type type,
        boolean several,
        @Nullable Object value,
        @Nullable Object defaultValue,
        Source source,
        String where,
        boolean locked,
        boolean restart,
        String description,
        @Nullable String min,
        @Nullable String max,
        List<String> choices,
        String mark) {

    /** Stands for the value of a secret. */
    public static final String MASK = "••••••••";

    public OptionStatus {
        choices = List.copyOf(choices);
    }

    /** What it takes, in words: {@code integer}, {@code list of string}, {@code secret}. */
    public String takes() {
        return (several ? "list of " : "") + type.text();
    }

    /** The limits in words, for instance {@code 0 to 65535}; empty when there are none. */
    public String range() {
        if (min != null && max != null) {
            return min + " to " + max;
        }
        return min != null ? min + " or more" : max != null ? max + " or less" : "";
    }

    /** Type of a value, with the names JSON Schema gives them. */
    public enum Type {
        STRING,
        /** A text that is never shown. */
        SECRET,
        INTEGER,
        NUMBER,
        BOOLEAN;

        /** In lower case, a secret as the string it is. */
        public String json() {
            return this == SECRET ? "string" : text();
        }

        /** In lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Layers, the weakest first. */
    public enum Source {
        DEFAULT("default"),
        /** Changed while the host ran. */
        UI("ui"),
        FILE("file"),
        CONFIG_D("config.d"),
        CREDENTIAL("credential"),
        ENVIRONMENT("env"),
        COMMAND_LINE("cli");

        private final String text;

        Source(String text) {
            this.text = text;
        }

        /** As it is written. */
        public String text() {
            return text;
        }
    }
}
