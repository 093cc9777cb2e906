// SPDX-License-Identifier: Apache-2.0
/** From a caller's draft to a complete event and its receipt. */
@NullMarked
package io.carillon.events.bus.internal.publish;

import org.jspecify.annotations.NullMarked;
