// SPDX-License-Identifier: Apache-2.0
package com.example.plugin;

/** A component that fails to activate. */
public final class BrokenComponent {

    /** Called by Declarative Services. */
    public void start() {
        String port = System.getProperty("carillon.test.port");
        if (port == null) {
            throw new IllegalStateException("no such port");
        }
    }
}
