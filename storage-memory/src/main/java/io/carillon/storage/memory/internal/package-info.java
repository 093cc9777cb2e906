// SPDX-License-Identifier: Apache-2.0
/** An event store in memory. */
@NullMarked
package io.carillon.storage.memory.internal;

import org.jspecify.annotations.NullMarked;
