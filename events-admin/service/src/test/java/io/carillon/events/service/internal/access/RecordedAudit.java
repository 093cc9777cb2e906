// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.admin.AuditAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keeps what is recorded, as lines. */
final class RecordedAudit implements AuditAdmin {

    final List<String> lines = new ArrayList<>();

    @Override
    public synchronized void record(String type, String subject, String by, Map<String, Object> data) {
        lines.add(type + " " + subject + " by " + by + " " + data);
    }

    @Override
    public synchronized void denied(String what, String by, String from, String reason) {
        lines.add("denied " + what + " by " + by + " from " + from + ": " + reason);
    }
}
