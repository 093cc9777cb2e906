// SPDX-License-Identifier: Apache-2.0
/** What operators choose about the log file. */
@NullMarked
package io.carillon.events.service.internal.log;

import org.jspecify.annotations.NullMarked;
