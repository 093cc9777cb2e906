// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.store.EventStore;
import io.carillon.events.tck.Fault;
import io.carillon.events.tck.StoreFixture;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Stores that tell one lie and are honest otherwise. */
final class LyingFixture implements StoreFixture {

    private final StoreFixture honest;
    private final Lie lie;

    LyingFixture(StoreFixture honest, Lie lie) {
        this.honest = honest;
        this.lie = lie;
    }

    private EventStore lying(EventStore store) {
        return (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(lie.method())) {
                        return lie.answer(store, arguments == null ? new Object[0] : arguments);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public EventStore createEmpty() {
        return lying(honest.createEmpty());
    }

    @Override
    public EventStore reopen() {
        return lying(honest.reopen());
    }

    @Override
    public EventStore openSecond() {
        return lying(honest.openSecond());
    }

    @Override
    public Fault fault() {
        return honest.fault();
    }

    @Override
    public void damage(long position, Part part) {
        honest.damage(position, part);
    }

    @Override
    public void close() {
        honest.close();
    }
}
