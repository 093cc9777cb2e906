// SPDX-License-Identifier: Apache-2.0
/** What the command does with the host of this machine besides asking it: looking it over, and keeping copies of its data. */
@NullMarked
package io.carillon.cli.local;

import org.jspecify.annotations.NullMarked;
