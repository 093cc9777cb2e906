// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

/** What the judge has to know of an event in the log. */
record LoggedEvent(long position, String source, String id) {}
