// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.TypePattern;
import java.util.Collection;
import java.util.List;

/** The rules for limits to types and tenants. */
final class Narrowing {

    private static final int MAX_NAME = 128;

    private Narrowing() {}

    static void check(boolean administers, List<TypePattern> types, Collection<String> tenants) {
        if (types.size() > TokenRequest.MAX_LIMITS || tenants.size() > TokenRequest.MAX_LIMITS) {
            throw new IllegalArgumentException("there can be " + TokenRequest.MAX_LIMITS
                    + " types and as many tenants, got " + types.size() + " and " + tenants.size());
        }
        if (administers && !(types.isEmpty() && tenants.isEmpty())) {
            throw new IllegalArgumentException(
                    "who administers cannot be limited to types or tenants, and could make a token without the limit;"
                            + " take another role, or fewer scopes");
        }
        tenants.forEach(tenant -> checkName("tenant", tenant));
    }

    static void checkName(String what, String name) {
        if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a " + what + " has 1 to " + MAX_NAME
                    + " characters, none of them a control character, got " + name.length() + " characters");
        }
    }
}
