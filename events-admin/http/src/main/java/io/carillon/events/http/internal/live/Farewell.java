// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

/**
 * Why a connection ends.
 *
 * @param reason in a word, for programs
 * @param code close code of a WebSocket
 * @param resumeAfter everything up to this position has been written; -1 when that means nothing
 */
public record Farewell(String reason, int code, long resumeAfter) {

    /** How long a client is asked to wait before it comes back, in milliseconds. */
    public static final int RECONNECT_MILLIS = 2_000;

    public static final Farewell SHUTDOWN = new Farewell("shutdown", 1001);
    /** The log lost its end or is another one. */
    public static final Farewell LOG_REPLACED = new Farewell("log-replaced", 1013);
    /** Token revoked or expired, user gone. */
    public static final Farewell UNAUTHENTICATED = new Farewell("token-expired", 4401);
    /** An operator asked for it. */
    public static final Farewell DISCONNECTED = new Farewell("disconnected", 1008);

    /** A durable subscription was taken up by another connection of the same client. */
    public static final Farewell TAKEN_OVER = new Farewell("durable-in-use", 4409);
    /** What the connection depends on is away; it can come again. */
    public static final Farewell UNAVAILABLE = new Farewell("unavailable", 1013);

    public static final Farewell BAD_FRAME = new Farewell("bad-frame", 4400);
    /** Nothing was heard of the other side for too long. */
    public static final Farewell SILENT = new Farewell("silent", 1001);
    /** A mistake of the host. */
    public static final Farewell INTERNAL = new Farewell("internal", 1011);

    public Farewell(String reason, int code) {
        this(reason, code, -1);
    }

    /** The client took nothing for too long. */
    static Farewell slow(long resumeAfter) {
        return new Farewell("slow", 4429, resumeAfter);
    }
}
