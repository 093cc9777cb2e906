// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.EventStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** A way to a real store that can be cut: what the host had not written by then is never written, as in a crash. */
final class SeveredStore {

    private final EventStore target;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean severed;

    SeveredStore(EventStore target) {
        this.target = target;
    }

    /** The store as a host sees it. Closing it closes nothing. */
    EventStore view() {
        return (EventStore) Proxy.newProxyInstance(
                SeveredStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, this::call);
    }

    private @Nullable Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("close")) {
            return null;
        }
        lock.readLock().lock();
        try {
            if (severed) {
                throw new StoreUnavailableException("the host has crashed");
            }
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Cuts it; whatever is being written is written before this returns. */
    void sever() {
        lock.writeLock().lock();
        try {
            severed = true;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
