// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.carillon.inputs;

import org.jspecify.annotations.NullMarked;
