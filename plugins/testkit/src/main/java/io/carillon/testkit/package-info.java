// SPDX-License-Identifier: Apache-2.0
/** Runs a plugin in a unit test. */
@NullMarked
package io.carillon.testkit;

import org.jspecify.annotations.NullMarked;
