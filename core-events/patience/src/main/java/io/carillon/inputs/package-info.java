// SPDX-License-Identifier: Apache-2.0
/** What tests feed to parsers. */
@NullMarked
package io.carillon.inputs;

import org.jspecify.annotations.NullMarked;
