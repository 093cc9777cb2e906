// SPDX-License-Identifier: Apache-2.0
/** Tests of the built bundles inside the framework. JUnit 4, because the container runner knows nothing else. */
@NullMarked
package io.carillon.itest;

import org.jspecify.annotations.NullMarked;
