// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.admin.AuditAdmin;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is recorded, as lines. */
public final class RecordedAudit implements AuditAdmin {

    public final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void record(String type, String subject, String by, Map<String, Object> data) {
        lines.add(type + " " + subject + " by " + by + " " + new TreeMap<>(data));
    }

    @Override
    public void denied(String what, String by, String from, String reason) {
        lines.add("denied " + what + " by " + by + " from " + from + ": " + reason);
    }
}
