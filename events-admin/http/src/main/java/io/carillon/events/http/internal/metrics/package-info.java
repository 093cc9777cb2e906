// SPDX-License-Identifier: Apache-2.0
/** Figures of the host for Prometheus and those that read its formats. */
@NullMarked
package io.carillon.events.http.internal.metrics;

import org.jspecify.annotations.NullMarked;
