// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.plugin;

/**
 * Which plugin it is.
 *
 * @param id symbolic name
 * @param version bundle version
 * @param loader of its classes
 */
public record PluginIdentity(String id, String version, ClassLoader loader) {}
