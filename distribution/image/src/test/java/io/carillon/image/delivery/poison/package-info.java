// SPDX-License-Identifier: Apache-2.0
/** A plugin whose handler fails in every way there is. */
@NullMarked
package io.carillon.image.delivery.poison;

import org.jspecify.annotations.NullMarked;
