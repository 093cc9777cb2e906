// SPDX-License-Identifier: Apache-2.0
/** The resources of the API. */
@NullMarked
package io.carillon.events.http.internal.rest;

import org.jspecify.annotations.NullMarked;
