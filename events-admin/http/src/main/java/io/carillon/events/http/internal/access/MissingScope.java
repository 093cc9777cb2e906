// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Refuses a caller who has not the right to do something. */
public final class MissingScope {

    private MissingScope() {}

    /**
     * The problem, which says the least role that would do, and that of the caller.
     *
     * @param caller {@code null} for an anonymous one
     */
    public static Problem of(Scope needed, @Nullable Principal caller) {
        Role least = Arrays.stream(Role.values())
                .filter(role -> role.scopes().contains(needed))
                .findFirst()
                .orElse(Role.ADMIN);
        String detail = "this needs the scope " + needed.text() + " of the role " + word(least);
        if (caller != null) {
            detail += caller.role().includes(least)
                    ? "; the caller has the role " + word(caller.role()) + " without it"
                    : "; the caller has the role " + word(caller.role());
        }
        return Problem.of(ProblemCode.FORBIDDEN, detail);
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
