// SPDX-License-Identifier: Apache-2.0
/** A plugin that loads the bus from inside the host and writes down what it was told. */
@NullMarked
package io.carillon.image.durability.load;

import org.jspecify.annotations.NullMarked;
