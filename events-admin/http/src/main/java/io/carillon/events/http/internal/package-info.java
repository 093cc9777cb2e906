// SPDX-License-Identifier: Apache-2.0
/** The port, the gate in front of everything behind it, and the announcement that both are there. */
@NullMarked
package io.carillon.events.http.internal;

import org.jspecify.annotations.NullMarked;
