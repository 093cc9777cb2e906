// SPDX-License-Identifier: Apache-2.0
/** Stored events delivered once more. */
@NullMarked
package io.carillon.events.bus.internal.replay;

import org.jspecify.annotations.NullMarked;
