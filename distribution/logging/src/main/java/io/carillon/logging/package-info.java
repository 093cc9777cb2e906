// SPDX-License-Identifier: Apache-2.0
/** How records of the log are written. */
@NullMarked
package io.carillon.logging;

import org.jspecify.annotations.NullMarked;
