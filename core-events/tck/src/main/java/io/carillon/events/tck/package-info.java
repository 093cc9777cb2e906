// SPDX-License-Identifier: Apache-2.0
/** Contracts that every provider passes. */
@NullMarked
package io.carillon.events.tck;

import org.jspecify.annotations.NullMarked;
