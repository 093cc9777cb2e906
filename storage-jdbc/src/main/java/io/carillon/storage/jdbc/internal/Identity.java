// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.Event;
import org.jspecify.annotations.Nullable;

/** What makes an event the same event: its source and id. Its hash is worked out where it is made. */
final class Identity {

    private final String source;
    private final String id;
    private final int hash;

    Identity(String source, String id) {
        this.source = source;
        this.id = id;
        this.hash = 31 * source.hashCode() + id.hashCode();
    }

    static Identity of(Event event) {
        return new Identity(event.source(), event.id());
    }

    String id() {
        return id;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Identity that && hash == that.hash && id.equals(that.id) && source.equals(that.source);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return source + " " + id;
    }
}
