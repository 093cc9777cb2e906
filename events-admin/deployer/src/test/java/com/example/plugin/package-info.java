// SPDX-License-Identifier: Apache-2.0
/** Activators that tests put into jars; each test plugin loads its own copy. */
@NullMarked
package com.example.plugin;

import org.jspecify.annotations.NullMarked;
