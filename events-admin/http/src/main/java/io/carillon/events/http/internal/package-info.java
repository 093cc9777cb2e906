// SPDX-License-Identifier: Apache-2.0
/** REST, server-sent events and WebSocket. */
@NullMarked
package io.carillon.events.http.internal;

import org.jspecify.annotations.NullMarked;
