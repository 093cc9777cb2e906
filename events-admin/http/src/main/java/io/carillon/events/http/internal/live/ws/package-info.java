// SPDX-License-Identifier: Apache-2.0
/** Live streams over WebSocket. Source: RFC 6455; CloudEvents WebSocket protocol binding. */
@NullMarked
package io.carillon.events.http.internal.live.ws;

import org.jspecify.annotations.NullMarked;
