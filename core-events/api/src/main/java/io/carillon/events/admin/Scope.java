// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.Arrays;
import java.util.stream.Collectors;

/** One right. */
public enum Scope {
    /** Sees events, their types, figures and streams. */
    EVENTS_READ("events:read"),
    /** Publishes events. */
    EVENTS_PUBLISH("events:publish"),
    /** Has events handled again. */
    EVENTS_REPLAY("events:replay"),
    /** Switches and moves subscriptions, works through dead letters. */
    SUBSCRIPTIONS_MANAGE("subscriptions:manage"),
    /** Sees plugins and what keeps them from running. */
    PLUGINS_READ("plugins:read"),
    /** Switches plugins on and off. */
    PLUGINS_MANAGE("plugins:manage"),
    /** Starts and cancels jobs. */
    JOBS_MANAGE("jobs:manage"),
    /** Sees subscriptions, jobs, health and figures of the host. */
    SYSTEM_READ("system:read"),
    /** Everything else: users, tokens, settings, installing plugins, deleting and clearing. */
    ADMIN("admin");

    private final String text;

    Scope(String text) {
        this.text = text;
    }

    /** As it is written, for instance {@code events:read}. */
    public String text() {
        return text;
    }

    /**
     * The scope that is written so.
     *
     * @throws IllegalArgumentException if there is none, with all there are
     */
    public static Scope parse(String text) {
        return Arrays.stream(values())
                .filter(scope -> scope.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no scope \""
                        + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "\"; there are "
                        + Arrays.stream(values()).map(Scope::text).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return text;
    }
}
