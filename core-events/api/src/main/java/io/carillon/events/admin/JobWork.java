// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import org.osgi.annotation.versioning.ConsumerType;

/** What a job does. */
@ConsumerType
@FunctionalInterface
public interface JobWork {

    /**
     * Works until done or told to stop.
     *
     * @return the result, a sentence
     * @throws Exception to end the job as failed
     */
    String run(Progress progress) throws Exception;

    /** How the work tells how far it is. */
    interface Progress {

        /** Sets the units in all. */
        void total(long total);

        /** Sets the units done. */
        void done(long done);

        /** Sets how much did not succeed although the work goes on; kept by a job, nothing where none shows it. */
        default void failed(long failed) {}

        /**
         * To be called at least once a second. Waits while the job is paused.
         *
         * @throws java.util.concurrent.CancellationException if the job was cancelled; let it pass
         */
        void checkCancelled();
    }
}
