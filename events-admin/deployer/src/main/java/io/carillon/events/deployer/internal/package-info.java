// SPDX-License-Identifier: Apache-2.0
/** Keeps the running plugins equal to the plugins folder. */
@NullMarked
package io.carillon.events.deployer.internal;

import org.jspecify.annotations.NullMarked;
