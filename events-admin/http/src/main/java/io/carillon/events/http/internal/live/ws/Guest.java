// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.admin.Principal;
import io.carillon.events.http.internal.live.LiveStreams;
import io.carillon.events.http.internal.live.Slot;
import io.carillon.events.http.internal.live.Standing;

/**
 * Whoever is about to have a socket.
 *
 * @param remote address
 */
record Guest(LiveStreams live, Principal principal, Standing standing, Slot slot, String remote) {}
