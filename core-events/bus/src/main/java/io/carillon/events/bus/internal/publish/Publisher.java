// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import io.carillon.events.EventDraft;
import org.jspecify.annotations.Nullable;

/**
 * Who publishes.
 *
 * @param source source of events that name none
 * @param plugin symbolic name to stamp on its events, {@code null} for the host itself
 * @param version version to stamp
 */
public record Publisher(
        String source, @Nullable String plugin, @Nullable String version) {

    /** The host itself. */
    public static final Publisher HOST = new Publisher("/carillon", null, null);

    /** A plugin. */
    public static Publisher plugin(String id, String version) {
        return new Publisher("/plugins/" + id, id, version);
    }

    void stamp(EventDraft.Builder event) {
        if (plugin != null) {
            event.extension("plugin", plugin);
            event.extension("pluginversion", version);
        }
    }
}
