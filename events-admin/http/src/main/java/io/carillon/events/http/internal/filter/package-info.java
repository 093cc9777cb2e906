// SPDX-License-Identifier: Apache-2.0
/** Conditions on events beyond what the log can select by itself. */
@NullMarked
package io.carillon.events.http.internal.filter;

import org.jspecify.annotations.NullMarked;
