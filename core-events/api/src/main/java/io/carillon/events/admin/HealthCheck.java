// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says how one part of the host is. Registered as an OSGi service; {@link HealthAdmin} asks all of them.
 *
 * <p>{@link #check} returns within a second without waiting for what it checks.
 */
@ConsumerType
public interface HealthCheck {

    /** Short name, for instance {@code store}; unique. */
    String name();

    /** How it is now. */
    Result check();

    /** Who should act. */
    enum Status {
        /** Nobody. */
        OK,
        /** An operator, soon: it works, but less well than promised. */
        DEGRADED,
        /** An operator, now: it does not work. */
        DOWN
    }

    /**
     * What a check found.
     *
     * @param detail one line; figures when it is well, what is wrong and what to do when it is not
     */
    record Result(Status status, String detail) {}
}
