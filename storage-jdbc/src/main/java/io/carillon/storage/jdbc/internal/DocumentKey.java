// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

/** Identity of a document. */
record DocumentKey(String collection, String key) {}
