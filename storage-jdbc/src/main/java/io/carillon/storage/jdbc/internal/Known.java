// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.Hash;

/** Where the log holds an identity, and with which body. */
record Known(long position, Hash body) {}
