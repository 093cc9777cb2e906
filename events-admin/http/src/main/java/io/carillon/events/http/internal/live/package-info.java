// SPDX-License-Identifier: Apache-2.0
/**
 * Live streams: one follower of the log for all connections, each of which reads behind it at its own pace.
 *
 * <p>Source: docs/decisions/0019
 */
@NullMarked
package io.carillon.events.http.internal.live;

import org.jspecify.annotations.NullMarked;
