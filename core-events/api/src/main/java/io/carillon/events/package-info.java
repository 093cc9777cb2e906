// SPDX-License-Identifier: Apache-2.0
/**
 * The event bus as plugins and applications see it: publish events, handle events, keep state.
 *
 * <p>Start with {@link io.carillon.events.EventHandler} and {@link io.carillon.events.Subscribe}; publish with
 * {@link io.carillon.events.EventBus}.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
@NullMarked
package io.carillon.events;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
