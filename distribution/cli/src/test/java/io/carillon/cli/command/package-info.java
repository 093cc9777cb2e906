// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.carillon.cli.command;

import org.jspecify.annotations.NullMarked;
