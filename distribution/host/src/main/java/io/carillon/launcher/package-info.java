// SPDX-License-Identifier: Apache-2.0
/** Starts the framework with the bundles of the image. */
@NullMarked
package io.carillon.launcher;

import org.jspecify.annotations.NullMarked;
