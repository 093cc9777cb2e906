// SPDX-License-Identifier: Apache-2.0
/** The event bus and the type registry. */
@NullMarked
package io.carillon.events.bus.internal;

import org.jspecify.annotations.NullMarked;
