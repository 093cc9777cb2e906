// SPDX-License-Identifier: Apache-2.0
/** Servlets of plugins, each kept to a place of its own. */
@NullMarked
package io.carillon.events.http.internal.plugin;

import org.jspecify.annotations.NullMarked;
