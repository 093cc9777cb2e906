// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.carillon.events.service.internal.log;

import org.jspecify.annotations.NullMarked;
