// SPDX-License-Identifier: Apache-2.0
/** An event store in SQLite or PostgreSQL. */
@NullMarked
package io.carillon.storage.jdbc.internal;

import org.jspecify.annotations.NullMarked;
