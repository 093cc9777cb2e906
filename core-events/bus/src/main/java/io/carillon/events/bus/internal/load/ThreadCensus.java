// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the threads of plugins and reads their processor time. A thread is a plugin's if it was made for it, or if its
 * context class loader or the loader of its own class is the plugin's or comes from it.
 *
 * <p>Not seen: virtual threads, processor time of threads that began and ended between two counts, and that of more than
 * {@value #MEASURED} threads of one plugin. A plugin without a class loader of its own is known by its pool only.
 */
final class ThreadCensus {

    /** The most threads of one plugin whose time is read, so that a flood of them costs little. */
    static final int MEASURED = 1_000;

    private static final int PARENTS = 8;

    private final ThreadGroup everybody;

    ThreadCensus() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        this.everybody = group;
    }

    /** Charges the accounts and tells how many threads each has. */
    Map<PluginAccount, Integer> count(Collection<PluginAccount> accounts) {
        IdentityHashMap<ClassLoader, PluginAccount> byLoader = new IdentityHashMap<>();
        Map<PluginAccount, Set<Long>> alive = new HashMap<>();
        for (PluginAccount account : accounts) {
            if (account.loader() != ThreadCensus.class.getClassLoader()) {
                byLoader.put(account.loader(), account);
            }
            Set<Long> own = new HashSet<>();
            account.threads().forEach(thread -> own.add(thread.getId()));
            alive.put(account, own);
        }
        for (Thread thread : threads()) {
            PluginAccount account = owner(thread, byLoader);
            if (account != null) {
                alive.computeIfAbsent(account, none -> new HashSet<>()).add(thread.getId());
            }
        }
        Map<PluginAccount, Integer> counts = new HashMap<>();
        alive.forEach((account, ids) -> {
            ids.stream().limit(MEASURED).forEach(id -> account.charge(id, PluginAccount.cpuTime(id)));
            account.keep(ids);
            counts.put(account, ids.size());
        });
        return counts;
    }

    private Thread[] threads() {
        Thread[] found = new Thread[everybody.activeCount() + 64];
        int count = everybody.enumerate(found, true);
        while (count == found.length) { // there may be more
            found = new Thread[2 * found.length];
            count = everybody.enumerate(found, true);
        }
        Thread[] threads = new Thread[count];
        System.arraycopy(found, 0, threads, 0, count);
        return threads;
    }

    private static @Nullable PluginAccount owner(Thread thread, IdentityHashMap<ClassLoader, PluginAccount> byLoader) {
        PluginAccount made = owner(thread.getClass().getClassLoader(), byLoader);
        return made == null ? owner(thread.getContextClassLoader(), byLoader) : made;
    }

    private static @Nullable PluginAccount owner(
            @Nullable ClassLoader loader, IdentityHashMap<ClassLoader, PluginAccount> byLoader) {
        ClassLoader each = loader;
        for (int i = 0; each != null && i < PARENTS; i++) {
            PluginAccount account = byLoader.get(each);
            if (account != null) {
                return account;
            }
            each = each.getParent();
        }
        return null;
    }
}
