// SPDX-License-Identifier: Apache-2.0
/** How long tests wait. */
@NullMarked
package io.carillon.patience;

import org.jspecify.annotations.NullMarked;
