// SPDX-License-Identifier: Apache-2.0
/** A first plugin: greets after every scan. */
@NullMarked
package com.example.hello;

import org.jspecify.annotations.NullMarked;
