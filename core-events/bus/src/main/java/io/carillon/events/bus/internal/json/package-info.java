// SPDX-License-Identifier: Apache-2.0
/** JSON on behalf of one class loader at a time. */
@NullMarked
package io.carillon.events.bus.internal.json;

import org.jspecify.annotations.NullMarked;
