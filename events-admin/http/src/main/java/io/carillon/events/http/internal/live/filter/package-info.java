// SPDX-License-Identifier: Apache-2.0
/** Which events somebody wants, in the dialects of the CloudEvents Subscriptions API. */
@NullMarked
package io.carillon.events.http.internal.live.filter;

import org.jspecify.annotations.NullMarked;
