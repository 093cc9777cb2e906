// SPDX-License-Identifier: Apache-2.0
@NullMarked
package com.example.intruder;

import org.jspecify.annotations.NullMarked;
