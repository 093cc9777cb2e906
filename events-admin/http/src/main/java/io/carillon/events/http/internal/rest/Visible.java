// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import io.carillon.events.http.internal.filter.EventFilter;
import io.carillon.events.store.EventQuery;

/** What of the log a caller sees, as much of it as possible said to the store. */
final class Visible {

    private Visible() {}

    /**
     * A query narrowed to a caller, and what has to be asked of each event besides.
     *
     * @param query for the store
     * @param also for each event the store selects
     * @param counted whether the store counts what the caller sees. It cannot for who is limited, and does not see what is
     *     meant for other users; for who is not limited those are counted too.
     */
    record Narrowed(EventQuery query, EventFilter also, boolean counted) {}

    static Narrowed narrow(EventQuery query, Principal principal) {
        EventQuery.Builder narrowed = query.toBuilder();
        boolean counted = true;
        if (!principal.types().isEmpty()) {
            boolean fits = query.types().isEmpty() && principal.types().size() <= EventQuery.MAX_ALTERNATIVES;
            if (fits) {
                narrowed.types(principal.types());
            }
            counted = fits;
        }
        if (!principal.tenants().isEmpty()) {
            boolean one = query.tenant() == null && principal.tenants().size() == 1;
            if (one) {
                narrowed.tenant(principal.tenants().iterator().next());
            }
            counted &= one || query.tenant() != null && principal.mayTenant(query.tenant());
        }
        counted &= !principal.isNarrowed() || principal.role().includes(Role.OPERATOR);
        return new Narrowed(narrowed.build(), (event, steps) -> principal.sees(event), counted);
    }
}
