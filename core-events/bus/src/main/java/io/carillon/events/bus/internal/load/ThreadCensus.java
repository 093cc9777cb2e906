// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the threads of plugins and reads their processor time. A thread is a plugin's if it was made for it, if its
 * context class loader or the loader of its own class is the plugin's or comes from it, or if its {@linkplain Origins stack}
 * or the group in which the plugin was started shows that it is.
 *
 * <p>Not seen: virtual threads, processor time of threads that began and ended between two counts, and that of more than
 * {@value #MEASURED} threads of one plugin. A plugin without a class loader of its own is known by its pool only.
 */
final class ThreadCensus {

    /** The most threads of one plugin whose time is read, so that a flood of them costs little. */
    static final int MEASURED = 1_000;

    /** What the names of the groups begin with in which plugins are started; their ids follow. */
    static final String GROUP = "plugin ";

    private static final int PARENTS = 8;

    /**
     * What was found of one plugin.
     *
     * @param busy name of a thread of its own that has kept a processor busy for long; {@code null} if there is none
     */
    record Found(int threads, @Nullable String busy) {
        static final Found NOTHING = new Found(0, null);
    }

    private final ThreadGroup everybody;
    private final Map<PluginAccount, BusyThreads> busy = new HashMap<>();
    /** Class loaders of the accounts of this round, by the names of the groups their plugins are started in. */
    private final Map<String, ClassLoader> byGroup = new HashMap<>();

    private final Duration patience;
    private final Origins origins;

    /**
     * A census of the threads of this process.
     *
     * @param patience for how long a thread has to be busy to be named
     */
    ThreadCensus(Duration patience, ClassOwners classes) {
        this.patience = patience;
        this.origins = new Origins(classes, this::start);
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        this.everybody = group;
    }

    /** Charges the accounts and tells how many threads each has; the time must not go back. */
    Map<PluginAccount, Found> count(Duration at, Collection<PluginAccount> accounts) {
        IdentityHashMap<ClassLoader, PluginAccount> byLoader = new IdentityHashMap<>();
        Map<PluginAccount, Map<Long, Thread>> alive = new HashMap<>();
        byGroup.clear();
        for (PluginAccount account : accounts) {
            if (account.loader() != ThreadCensus.class.getClassLoader()) {
                byLoader.put(account.loader(), account);
                byGroup.put(GROUP + account.plugin(), account.loader());
            }
            Map<Long, Thread> own = new HashMap<>();
            account.threads().forEach(thread -> own.put(thread.getId(), thread));
            alive.put(account, own);
        }
        Map<Long, Thread> others = new HashMap<>();
        for (Thread thread : threads()) {
            PluginAccount account = owner(thread, byLoader);
            if (account == null) {
                others.put(thread.getId(), thread);
            } else {
                alive.computeIfAbsent(account, none -> new HashMap<>()).put(thread.getId(), thread);
            }
        }
        Set<Long> lent = new HashSet<>();
        origins.of(others.values()).forEach((thread, origin) -> {
            PluginAccount account = byLoader.get(origin.owner());
            if (account != null) {
                alive.computeIfAbsent(account, none -> new HashMap<>()).put(thread, others.get(thread));
                if (origin.lent()) {
                    lent.add(thread);
                }
            }
        });
        busy.keySet().retainAll(alive.keySet());
        Map<PluginAccount, Found> found = new HashMap<>();
        alive.forEach((account, threads) ->
                found.put(account, new Found(threads.size(), measure(at, account, threads, lent))));
        return found;
    }

    private @Nullable String measure(Duration at, PluginAccount account, Map<Long, Thread> threads, Set<Long> lent) {
        BusyThreads own = busy.computeIfAbsent(account, none -> new BusyThreads(patience));
        own.round(at);
        threads.entrySet().stream().limit(MEASURED).forEach(each -> {
            long cpu = PluginAccount.cpuTime(each.getKey());
            long more = lent.contains(each.getKey())
                    ? account.chargeSinceSeen(each.getKey(), cpu)
                    : account.charge(each.getKey(), cpu);
            if (!account.threads().contains(each.getValue())) { // a call of a handler has its budget
                own.took(each.getKey(), each.getValue().getName(), more);
            }
        });
        account.keep(threads.keySet());
        return own.longest();
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

    private @Nullable ClassLoader start(Thread thread) {
        ThreadGroup group = thread.getThreadGroup(); // none if it has ended
        while (group != null && !group.getName().startsWith(GROUP)) {
            group = group.getParent();
        }
        return group == null ? null : byGroup.get(group.getName());
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
