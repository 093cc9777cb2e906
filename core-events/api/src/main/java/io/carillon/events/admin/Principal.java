// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.Objects;

/**
 * Who is asking.
 *
 * @param name for instance {@code token:ci}
 * @param role what they may
 */
public record Principal(String name, Role role) {

    public Principal {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
    }
}
