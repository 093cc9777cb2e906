// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.EventBus;
import io.carillon.events.PluginState;
import java.time.Clock;

/** What all librarians share. */
record Desk(
        EventBus bus,
        PluginState state,
        Clock clock,
        MediaSettings settings,
        MetadataReader metadata,
        SortedFolder.Opener opener) {}
