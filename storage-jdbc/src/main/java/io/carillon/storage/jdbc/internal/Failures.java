// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.StoreUnavailableException;
import java.sql.SQLException;
import java.time.Duration;

/** Puts failures of the engine into the words of the API. Texts hold neither SQL nor credentials. */
final class Failures {

    private final Dialect dialect;
    private final Duration timeout;

    Failures(Dialect dialect, Duration timeout) {
        this.dialect = dialect;
        this.timeout = timeout;
    }

    /**
     * What to throw.
     *
     * @param attempted what was tried, to follow "could not"
     */
    StoreUnavailableException unavailable(String attempted, SQLException failure) {
        String found =
                switch (dialect.classify(failure)) {
                    case FULL -> "there is no room left; free some on its disk";
                    case TIMEOUT ->
                        "it took longer than " + timeout + "; ask for less, or raise carillon.store's timeout";
                    case DAMAGED -> "its file or disk is damaged; stop the host, check the disk and restore a backup";
                    case DUPLICATE, OTHER ->
                        "it did not answer as expected (" + state(failure) + "); trying again is safe";
                };
        return new StoreUnavailableException(
                "could not " + attempted + " in the " + dialect.kind() + " store: " + found, failure);
    }

    private static String state(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "error " + failure.getErrorCode() : "SQL state " + state;
    }
}
