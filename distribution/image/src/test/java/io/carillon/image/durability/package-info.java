// SPDX-License-Identifier: Apache-2.0
/** Kills and stalls hosts of the built image and judges their logs from another process. */
@NullMarked
package io.carillon.image.durability;

import org.jspecify.annotations.NullMarked;
