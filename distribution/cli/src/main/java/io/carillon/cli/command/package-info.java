// SPDX-License-Identifier: Apache-2.0
/** The commands, a class for each noun. */
@NullMarked
package io.carillon.cli.command;

import org.jspecify.annotations.NullMarked;
