// SPDX-License-Identifier: Apache-2.0
/** What commands print, and how. */
@NullMarked
package io.carillon.cli.output;

import org.jspecify.annotations.NullMarked;
