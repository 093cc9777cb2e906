// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.DataBinding;
import io.carillon.events.EventDraft;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads the data of what was published as it was given: nothing encodes it here. */
final class Published implements DataBinding {

    private final AtomicReference<@Nullable Object> given = new AtomicReference<>();

    private Published() {}

    static Map<String, Object> data(EventDraft draft) {
        Published reader = new Published();
        draft.data().bind(reader);
        @SuppressWarnings("unchecked")
        Map<String, Object> data = (Map<String, Object>) java.util.Objects.requireNonNull(reader.given.get());
        return data;
    }

    @Override
    public byte[] encode(Object value) {
        given.set(value);
        return new byte[0];
    }

    @Override
    public Object decode(byte[] json) {
        throw new UnsupportedOperationException("only what is written is read");
    }

    @Override
    public <T> T bind(byte[] json, Class<T> type) {
        throw new UnsupportedOperationException("only what is written is read");
    }
}
