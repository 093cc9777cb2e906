// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.carillon.image.check;

import org.jspecify.annotations.NullMarked;
