// SPDX-License-Identifier: Apache-2.0
/** Who asks, from where, how often, and what stands for them. */
@NullMarked
package io.carillon.events.http.internal.access;

import org.jspecify.annotations.NullMarked;
