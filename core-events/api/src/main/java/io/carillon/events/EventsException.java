// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.io.Serial;

/**
 * Root of what bus and store refuse. Each subtype answers one question: what can the caller do? {@link #code()} is stable
 * and for programs; the text says what was attempted, what was found and what helps.
 */
public abstract sealed class EventsException extends RuntimeException
        permits ClosedException,
                InvalidEventException,
                EventConflictException,
                OverloadedException,
                RevisionConflictException,
                StoreFencedException,
                StoreFullException,
                StoreUnavailableException,
                TooLargeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String code;

    EventsException(String code, String text) {
        super(text);
        this.code = code;
    }

    EventsException(String code, String text, Throwable cause) {
        super(text, cause);
        this.code = code;
    }

    /** Stable code of the problem, for instance {@code event-conflict}. */
    public final String code() {
        return code;
    }

    /** Whether trying the same again later can succeed without changing anything. */
    public abstract boolean retryable();
}
