// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import java.util.Set;

/** Knows whose the classes are that a stack names. */
@FunctionalInterface
public interface ClassOwners {

    /**
     * Class loaders of bundles, plugins and others, that have a class of this name of their own. Empty if no plugin has
     * one; more than one if a plugin has a copy of what somebody else has too.
     */
    Set<ClassLoader> owners(String className);
}
