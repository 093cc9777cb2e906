// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.EventStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

/** Makes stores that lie; its faults never break anything, and claim they did. */
final class LyingFixture implements StoreFixture {

    /** Never there, whatever is asked. */
    static final InvocationHandler ABSENT = (store, method, arguments) -> {
        if (method.getName().equals("close")) {
            return null;
        }
        throw new StoreUnavailableException("never there");
    };

    private final Supplier<EventStore> stores;

    LyingFixture(Supplier<EventStore> stores) {
        this.stores = stores;
    }

    static EventStore answering(InvocationHandler handler) {
        return (EventStore)
                Proxy.newProxyInstance(EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, handler);
    }

    @Override
    public EventStore createEmpty() {
        return stores.get();
    }

    @Override
    public EventStore reopen() {
        return stores.get();
    }

    @Override
    public EventStore openSecond() {
        return stores.get();
    }

    @Override
    public Fault fault() {
        return new Fault() {
            @Override
            public void arm(int operation) {}

            @Override
            public boolean struck() {
                return true;
            }

            @Override
            public void disarm() {}
        };
    }

    @Override
    public void damage(long position, Part part) {}

    @Override
    public void close() {}
}
