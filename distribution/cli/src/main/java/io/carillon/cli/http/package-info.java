// SPDX-License-Identifier: Apache-2.0
/** Talks to the HTTP API of a host. */
@NullMarked
package io.carillon.cli.http;

import org.jspecify.annotations.NullMarked;
