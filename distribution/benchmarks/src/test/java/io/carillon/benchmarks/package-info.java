// SPDX-License-Identifier: Apache-2.0
/** Short forms of the benchmarks, so that they keep running. */
@NullMarked
package io.carillon.benchmarks;

import org.jspecify.annotations.NullMarked;
