// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import io.carillon.events.Event;
import org.jspecify.annotations.Nullable;

/** An expression of CESQL. Source: docs/decisions/0024 */
@FunctionalInterface
interface SqlExpression {

    /**
     * What it comes to for an event: a String, an Integer or a Boolean, or {@code null} after any error, be it an attribute
     * that is not there, a text that is no number, a division by zero, or more steps than are left. Never throws.
     */
    @Nullable
    Object of(Event event, Steps steps);
}
