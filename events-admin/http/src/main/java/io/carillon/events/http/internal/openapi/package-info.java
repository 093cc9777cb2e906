// SPDX-License-Identifier: Apache-2.0
/** The API as documents, made from the table of routes. */
@NullMarked
package io.carillon.events.http.internal.openapi;

import org.jspecify.annotations.NullMarked;
