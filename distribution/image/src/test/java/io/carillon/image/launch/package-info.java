// SPDX-License-Identifier: Apache-2.0
/** The image as people use it: start, stop, refusals and commands, each in processes of their own. */
@NullMarked
package io.carillon.image.launch;

import org.jspecify.annotations.NullMarked;
