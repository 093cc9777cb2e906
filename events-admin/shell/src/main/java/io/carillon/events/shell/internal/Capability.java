// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import org.jspecify.annotations.Nullable;

/** What a command needs of the host and may find missing. */
final class Capability {

    private Capability() {}

    /**
     * The capability, if it is there.
     *
     * @throws CommandException saying that it is missing
     */
    static <T> T of(@Nullable T service, String name) {
        if (service == null) {
            throw new CommandException(
                    CommandException.UNAVAILABLE,
                    name + " is not available in this host now",
                    "it may be starting or stopping; see its log and health:check");
        }
        return service;
    }
}
