// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.rest.Host;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records what was denied. When nobody keeps records, it is denied all the same. */
public final class Denials {

    private static final Logger LOG = LoggerFactory.getLogger(Denials.class);

    private Denials() {}

    /** See {@link AuditAdmin#denied}. */
    public static void record(Host host, String what, String by, String from, String reason) {
        try {
            host.get(AuditAdmin.class).denied(what, by, from, reason);
        } catch (ProblemException e) {
            LOG.warn("{} by {} from {} is denied ({}), and nobody is there to record it", what, by, from, reason, e);
        }
    }
}
