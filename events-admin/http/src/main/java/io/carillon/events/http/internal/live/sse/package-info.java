// SPDX-License-Identifier: Apache-2.0
/** Live streams as server-sent events. Source: WHATWG HTML, section 9.2. */
@NullMarked
package io.carillon.events.http.internal.live.sse;

import org.jspecify.annotations.NullMarked;
