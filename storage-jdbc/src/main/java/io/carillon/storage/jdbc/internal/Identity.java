// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.Event;
import java.nio.charset.StandardCharsets;

/** What makes an event the same event: its source and id. */
record Identity(String source, String id) {

    static Identity of(Event event) {
        return new Identity(event.source(), event.id());
    }

    int bytes() {
        return source.getBytes(StandardCharsets.UTF_8).length + id.getBytes(StandardCharsets.UTF_8).length;
    }
}
