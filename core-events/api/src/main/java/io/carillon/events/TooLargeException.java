// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.io.Serial;

/** Send less: the event or batch is beyond a limit. Nothing was written. */
public final class TooLargeException extends EventsException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final long limit;
    private final long size;

    /**
     * @param what what is too large, for instance {@code data}
     * @param unit unit of both figures, for instance {@code bytes}
     */
    public TooLargeException(String what, String unit, long size, long limit) {
        super("too-large", what + " has " + size + " " + unit + ", the limit is " + limit);
        this.limit = limit;
        this.size = size;
    }

    public long limit() {
        return limit;
    }

    public long size() {
        return size;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
