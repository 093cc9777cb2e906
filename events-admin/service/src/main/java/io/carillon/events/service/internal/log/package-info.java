// SPDX-License-Identifier: Apache-2.0
/** The log file, as operators choose it, and the newest of what was logged. */
@NullMarked
package io.carillon.events.service.internal.log;

import org.jspecify.annotations.NullMarked;
