// SPDX-License-Identifier: Apache-2.0
/** A plugin whose handler writes down how late it is. */
@NullMarked
package io.carillon.image.delivery.delay;

import org.jspecify.annotations.NullMarked;
