// SPDX-License-Identifier: Apache-2.0
/** Plugins that the tests pack into jars and drop into the running host. */
@NullMarked
package io.carillon.itest.plugin;

import org.jspecify.annotations.NullMarked;
