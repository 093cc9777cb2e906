// SPDX-License-Identifier: Apache-2.0
package com.example.picky;

import java.util.Map;

/** A component that refuses one value. */
public final class Picky {

    /** What it does not run with. */
    public static final int REFUSED = 13;

    /** Called by Declarative Services. */
    public void activate(Map<String, Object> properties) {
        if (Integer.valueOf(REFUSED).equals(properties.get("times"))) {
            throw new IllegalArgumentException("times brings bad luck, got " + REFUSED);
        }
    }
}
