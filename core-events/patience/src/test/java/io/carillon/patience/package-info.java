// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.carillon.patience;

import org.jspecify.annotations.NullMarked;
