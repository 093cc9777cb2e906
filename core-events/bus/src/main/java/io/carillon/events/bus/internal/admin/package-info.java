// SPDX-License-Identifier: Apache-2.0
/** What operators and other bundles of the host see of the bus. */
@NullMarked
package io.carillon.events.bus.internal.admin;

import org.jspecify.annotations.NullMarked;
