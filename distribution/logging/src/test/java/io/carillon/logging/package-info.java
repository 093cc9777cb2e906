// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.carillon.logging;

import org.jspecify.annotations.NullMarked;
