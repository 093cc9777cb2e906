// SPDX-License-Identifier: Apache-2.0
/**
 * Runs a plugin in a unit test, without OSGi and in milliseconds.
 *
 * <p>Start with {@link io.carillon.testkit.PluginHarness}.
 */
@NullMarked
package io.carillon.testkit;

import org.jspecify.annotations.NullMarked;
