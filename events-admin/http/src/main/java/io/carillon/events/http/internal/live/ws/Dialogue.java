// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.http.internal.live.Connection;

/** What is said on a socket, by its subprotocol. */
interface Dialogue {

    /**
     * Begins.
     *
     * @param next to be called once for each frame that may come
     */
    void begin(Connection connection, Runnable next);

    /** A text frame came. Does not block. */
    void heard(String frame);

    /** The socket is closed. Does not block; may come more than once, and without a beginning. */
    void end();
}
