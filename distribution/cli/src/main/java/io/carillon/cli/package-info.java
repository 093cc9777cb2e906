// SPDX-License-Identifier: Apache-2.0
/** The {@code carillon} command: what runs on this machine goes to the launcher, the rest to a host over HTTP. */
@NullMarked
package io.carillon.cli;

import org.jspecify.annotations.NullMarked;
