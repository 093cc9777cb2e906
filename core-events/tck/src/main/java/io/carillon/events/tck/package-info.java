// SPDX-License-Identifier: Apache-2.0
/**
 * Contracts that every provider passes, as JUnit tests to extend: {@link io.carillon.events.tck.EventStoreContract} with a
 * {@link io.carillon.events.tck.StoreFixture}.
 */
@NullMarked
package io.carillon.events.tck;

import org.jspecify.annotations.NullMarked;
