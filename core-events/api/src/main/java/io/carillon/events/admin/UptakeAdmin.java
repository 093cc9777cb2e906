// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells whether those whom an option sets up run with its value: it may fit its declaration and be refused all the same.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface UptakeAdmin {

    /**
     * Waits until everybody was handed the option as it is now, at most some seconds, and looks how they took it.
     *
     * @throws InterruptedException if the caller is interrupted; nothing changed
     */
    Uptake uptake(OptionStatus option) throws InterruptedException;

    /** What became of a value. */
    sealed interface Uptake {

        /** Whoever is set up by it runs with it. */
        record InForce() implements Uptake {}

        /** It counts from the next start of the host on. */
        record NextStart() implements Uptake {}

        /** It is kept; nobody says, or said in time, whether it was taken. */
        record Stored() implements Uptake {}

        /**
         * It is kept, but its owner does not run with it.
         *
         * @param by symbolic name of the bundle that refuses it
         * @param reason what it says, one line
         */
        record Refused(String by, String reason) implements Uptake {}
    }
}
