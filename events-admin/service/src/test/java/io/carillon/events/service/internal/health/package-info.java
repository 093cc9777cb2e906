// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.carillon.events.service.internal.health;

import org.jspecify.annotations.NullMarked;
