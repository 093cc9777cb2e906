// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

/**
 * What a store is; constant while it is open, but for {@code bytes}.
 *
 * @param kind short name: {@code memory}, {@code sqlite}, {@code postgresql}
 * @param version version of the engine, for instance {@code 3.54.1}
 * @param storeId identity made when the log was created, a UUID
 * @param durable whether events outlive this process
 * @param shared whether other hosts may append to the same log
 * @param schemaVersion version of the schema, from 1; 0 for a store without one
 * @param bytes space taken now, in bytes; -1 when unknown
 */
public record StoreInfo(
        String kind, String version, String storeId, boolean durable, boolean shared, int schemaVersion, long bytes) {}
