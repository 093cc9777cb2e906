// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A type that gets its number with a group.
 *
 * @param firstSeen recorded time of its first event here, microseconds
 */
record NewType(int typeId, String name, long firstSeen) {

    static List<NewType> of(GroupPlan plan) {
        Map<String, Integer> unseen = new HashMap<>(plan.newTypes());
        List<NewType> types = new ArrayList<>(unseen.size());
        for (EventRow row : plan.rows()) {
            if (unseen.isEmpty()) {
                break;
            }
            String name = row.event().type();
            if (unseen.remove(name) != null) {
                types.add(new NewType(
                        row.typeId(), name, EventTime.micros(row.planned().recordedTime())));
            }
        }
        return types;
    }
}
