// SPDX-License-Identifier: Apache-2.0
/** Tokens and who they stand for. */
@NullMarked
package io.carillon.events.service.internal.access;

import org.jspecify.annotations.NullMarked;
