// SPDX-License-Identifier: Apache-2.0
/** What one plugin holds of the bus. */
@NullMarked
package io.carillon.events.bus.internal.plugin;

import org.jspecify.annotations.NullMarked;
