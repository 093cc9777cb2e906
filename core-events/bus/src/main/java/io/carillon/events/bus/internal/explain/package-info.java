// SPDX-License-Identifier: Apache-2.0
/** What became of an event at every subscription. */
@NullMarked
package io.carillon.events.bus.internal.explain;

import org.jspecify.annotations.NullMarked;
