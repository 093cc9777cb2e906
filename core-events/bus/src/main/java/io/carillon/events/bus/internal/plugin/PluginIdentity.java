// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.plugin;

/**
 * Which plugin it is.
 *
 * @param id symbolic name
 * @param version bundle version
 * @param loader of its classes
 * @param host whether it is part of the host: what it takes is shown, and nothing is done about it
 */
public record PluginIdentity(String id, String version, ClassLoader loader, boolean host) {

    /** One that is not part of the host. */
    public PluginIdentity(String id, String version, ClassLoader loader) {
        this(id, version, loader, false);
    }
}
