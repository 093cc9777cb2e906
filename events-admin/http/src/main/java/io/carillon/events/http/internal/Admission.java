// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Route;

/**
 * A request that the gate let in.
 *
 * @param route what it asks for
 * @param call with the caller
 */
public record Admission(Route route, Call call) {

    /** Name of the request attribute that holds it. */
    public static final String ATTRIBUTE = Admission.class.getName();
}
