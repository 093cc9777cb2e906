// SPDX-License-Identifier: Apache-2.0
/** Routes, what they need, and what they answer. */
@NullMarked
package io.carillon.events.http.internal.route;

import org.jspecify.annotations.NullMarked;
