// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.http.internal.live.Connection;

/** What is said on a socket, by its subprotocol. */
interface Dialogue {

    /**
     * Begins.
     *
     * @param next to be called once when it has begun, and once for each frame when that is dealt with, whatever became of
     *     it and of the connection; does not block
     */
    void begin(Connection connection, Runnable next);

    /** A text frame came, perhaps before an end that the connection knows of already. Does not block. */
    void heard(String frame);

    /** The socket is closed, and all frames are dealt with. Does not block; may come more than once. */
    void end();
}
