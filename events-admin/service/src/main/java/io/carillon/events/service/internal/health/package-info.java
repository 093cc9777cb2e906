// SPDX-License-Identifier: Apache-2.0
/** How the host is. */
@NullMarked
package io.carillon.events.service.internal.health;

import org.jspecify.annotations.NullMarked;
