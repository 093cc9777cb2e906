// SPDX-License-Identifier: Apache-2.0
/** From the log to handlers. */
@NullMarked
package io.carillon.events.bus.internal.deliver;

import org.jspecify.annotations.NullMarked;
