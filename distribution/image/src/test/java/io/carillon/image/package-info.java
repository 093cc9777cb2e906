// SPDX-License-Identifier: Apache-2.0
/** The built image as tests use it. */
@NullMarked
package io.carillon.image;

import org.jspecify.annotations.NullMarked;
