// SPDX-License-Identifier: Apache-2.0
/** A plugin that publishes many events as fast as the log takes them. */
@NullMarked
package io.carillon.image.delivery.burst;

import org.jspecify.annotations.NullMarked;
