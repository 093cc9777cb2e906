// SPDX-License-Identifier: Apache-2.0
/** JMH benchmarks and the load harness. */
@NullMarked
package io.carillon.benchmarks;

import org.jspecify.annotations.NullMarked;
