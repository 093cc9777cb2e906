// SPDX-License-Identifier: Apache-2.0
/** Plugins that do harm. */
@NullMarked
package io.carillon.image.delivery.hostile;

import org.jspecify.annotations.NullMarked;
