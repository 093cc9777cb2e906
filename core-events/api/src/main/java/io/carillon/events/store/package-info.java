// SPDX-License-Identifier: Apache-2.0
/**
 * The log behind the bus, for storage bundles. A provider registers {@link io.carillon.events.store.EventStoreProvider};
 * plugins never use this package.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
@NullMarked
package io.carillon.events.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
