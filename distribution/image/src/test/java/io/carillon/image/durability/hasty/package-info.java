// SPDX-License-Identifier: Apache-2.0
/** A store that breaks its promise, to show that the judge notices. */
@NullMarked
package io.carillon.image.durability.hasty;

import org.jspecify.annotations.NullMarked;
