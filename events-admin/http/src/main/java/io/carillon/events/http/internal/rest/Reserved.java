// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.InvalidEventException;
import io.carillon.events.admin.Principal;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import java.util.List;

/** What only the host may say: its own types, the sources of itself and of plugins, and which plugin published. */
public final class Reserved {

    private static final String HOST = "carillon";
    private static final List<String> SOURCES = List.of("/carillon", "/plugins/");
    private static final List<String> EXTENSIONS = List.of("plugin", "pluginversion");

    private static final String LIMITED = "GET /api/v1/auth/me says what the token is limited to; use one that is not.";

    private Reserved() {}

    /** Whether only the host publishes events of this type. */
    static boolean isType(String given) {
        String type = given.replace(':', '.').replace('/', '.');
        return type.equals(HOST) || type.startsWith(HOST + ".");
    }

    /**
     * Keeps callers from writing in the name of the host, which would make its records worthless.
     *
     * @throws InvalidEventException naming the attribute
     */
    public static void check(EventDraft draft) {
        if (isType(draft.type())) {
            throw new InvalidEventException(
                    "type", "must not begin with \"carillon\", which the host keeps", draft.type());
        }
        String source = draft.source().orElse("");
        if (SOURCES.stream().anyMatch(source::startsWith)) {
            throw new InvalidEventException(
                    "source", "must not begin with /carillon or /plugins/, which the host keeps", source);
        }
        for (String name : EXTENSIONS) {
            if (draft.extensions().containsKey(name)) {
                throw new InvalidEventException(
                        name,
                        "is set by the host and cannot be given",
                        String.valueOf(draft.extensions().get(name)));
            }
        }
    }

    /** Keeps a caller to the types and tenants its token is limited to. */
    public static void check(EventDraft draft, Principal principal) {
        if (!principal.mayType(draft.type())) {
            throw Problem.of(ProblemCode.FORBIDDEN, "the token is not for events of type " + draft.type())
                    .withHint(LIMITED)
                    .toException();
        }
        Object tenant = draft.extensions().get(Event.TENANT);
        if (!principal.mayTenant(tenant == null ? null : tenant.toString())) {
            throw Problem.of(ProblemCode.FORBIDDEN, "the token is not for events of this tenant")
                    .withHint(LIMITED)
                    .toException();
        }
    }
}
