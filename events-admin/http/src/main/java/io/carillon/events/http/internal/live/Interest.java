// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.admin.Principal;
import io.carillon.events.http.internal.live.filter.EventFilter;
import io.carillon.events.store.StoredEvent;

/**
 * What goes to a client: what it asked for, of what it may see.
 *
 * @param filter asked for
 * @param viewer whose eyes it is for
 */
public record Interest(EventFilter filter, Principal viewer) {

    boolean selects(StoredEvent stored) {
        return filter.selects(stored.event()) && viewer.sees(stored.event());
    }
}
