// SPDX-License-Identifier: Apache-2.0
/** Shell commands and the socket that takes them. */
@NullMarked
package io.carillon.events.shell.internal;

import org.jspecify.annotations.NullMarked;
