// SPDX-License-Identifier: Apache-2.0
/** Durable handlers of real plugins in a real host: through kills, upgrades, absence, poison and bad company. */
@NullMarked
package io.carillon.image.delivery;

import org.jspecify.annotations.NullMarked;
