// SPDX-License-Identifier: Apache-2.0
/** What the bus looks after from time to time. */
@NullMarked
package io.carillon.events.bus.internal.upkeep;

import org.jspecify.annotations.NullMarked;
