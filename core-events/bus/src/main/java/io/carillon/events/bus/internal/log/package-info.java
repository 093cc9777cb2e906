// SPDX-License-Identifier: Apache-2.0
/** The open store, the one appender, and the newest part of the log in memory. */
@NullMarked
package io.carillon.events.bus.internal.log;

import org.jspecify.annotations.NullMarked;
