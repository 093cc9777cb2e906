// SPDX-License-Identifier: Apache-2.0
/** The {@code carillon} command: starts the framework with the bundles of the image, and talks to a running host. */
@NullMarked
package io.carillon.launcher;

import org.jspecify.annotations.NullMarked;
