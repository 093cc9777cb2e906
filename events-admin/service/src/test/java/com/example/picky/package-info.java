// SPDX-License-Identifier: Apache-2.0
/** A plugin that does not run with every value that fits its option. */
@NullMarked
package com.example.picky;

import org.jspecify.annotations.NullMarked;
