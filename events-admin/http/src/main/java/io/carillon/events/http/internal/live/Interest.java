// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.admin.Principal;
import io.carillon.events.store.StoredEvent;

/**
 * What goes to a client: what it asked for, of what it may see.
 *
 * @param selector asked for
 * @param viewer whose eyes it is for
 */
public record Interest(Selector selector, Principal viewer) {

    boolean selects(StoredEvent stored) {
        return selector.selects(stored.event()) && viewer.sees(stored.event());
    }
}
