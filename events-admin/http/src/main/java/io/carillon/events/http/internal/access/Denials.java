// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.rest.Host;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records what was denied. When nobody keeps records, it is denied all the same. */
public final class Denials {

    private static final Logger LOG = LoggerFactory.getLogger(Denials.class);

    private Denials() {}

    /** A request that was denied, or a part of it. */
    public static void record(Host host, HttpServletRequest request, String by, String reason) {
        String what = request.getMethod() + " " + Callers.shortened(request.getRequestURI());
        record(host, what, by, Visitor.address(request), reason);
    }

    /** See {@link AuditAdmin#denied}. */
    public static void record(Host host, String what, String by, String from, String reason) {
        try {
            host.get(AuditAdmin.class).denied(what, by, from, reason);
        } catch (ProblemException e) {
            LOG.warn("{} by {} from {} is denied ({}), and nobody is there to record it", what, by, from, reason, e);
        }
    }
}
