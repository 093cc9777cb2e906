// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.carillon.events.http.internal.metrics;

import org.jspecify.annotations.NullMarked;
