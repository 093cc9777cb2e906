// SPDX-License-Identifier: Apache-2.0
/** A first plugin. */
@NullMarked
package com.example.hello.internal;

import org.jspecify.annotations.NullMarked;
