// SPDX-License-Identifier: Apache-2.0
/** What plugins cost, and what is done about those that cost too much. */
@NullMarked
package io.carillon.events.bus.internal.load;

import org.jspecify.annotations.NullMarked;
