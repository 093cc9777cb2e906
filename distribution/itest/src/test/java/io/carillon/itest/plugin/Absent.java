// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest.plugin;

/** Compiled against, and left out of the jar. */
final class Absent {

    private Absent() {}

    static String value() {
        return "never seen";
    }
}
