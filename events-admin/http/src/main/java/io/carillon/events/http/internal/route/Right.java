// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import io.carillon.events.admin.Scope;

/** What a caller needs to be let in. Every route declares one. */
public sealed interface Right {

    /** A caller who holds a scope. */
    record Held(Scope scope) implements Right {}

    /** Any caller who says who they are. */
    record Known() implements Right {}

    /** Anybody; who presents something that is not valid is refused all the same. */
    record Anybody() implements Right {}
}
