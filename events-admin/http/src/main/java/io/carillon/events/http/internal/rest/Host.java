// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

/** The running host as the API sees it. */
@FunctionalInterface
public interface Host {

    /**
     * One of the capabilities of {@code io.carillon.events.admin}, or the log service.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException if it is away
     */
    <T> T get(Class<T> capability);
}
