// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.Event;

/** What makes an event the same event: its source and id. */
record Identity(String source, String id) {

    static Identity of(Event event) {
        return new Identity(event.source(), event.id());
    }
}
