// SPDX-License-Identifier: Apache-2.0
/** What went wrong, as RFC 9457 says it. */
@NullMarked
package io.carillon.events.http.internal.problem;

import org.jspecify.annotations.NullMarked;
