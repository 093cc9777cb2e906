// SPDX-License-Identifier: Apache-2.0
@NullMarked
package com.example.stumbler;

import org.jspecify.annotations.NullMarked;
