// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the stack of a thread whose it is. What a thread began with never changes: one that began with code of a
 * plugin is the plugin's until it ends, and is looked at once. One that began with code of the JDK, as in an executor, is
 * lent to the plugin whose code it runs, for as long as it is seen to; the pool may be shared. While it runs nothing but
 * the JDK it is lent to the plugin in whose start it was made, unless it was ever seen to work for somebody else. One that
 * began with code of the host is nobody's, whatever it calls.
 *
 * <p>A class that two plugins have, or a plugin and the host, tells nothing. Not seen: threads with more than
 * {@value #DEEPEST} frames, and more than {@value #LOOKS} in one round.
 *
 * <p>Threads: not for concurrent use. Holds no more than two entries for each living thread.
 */
final class Origins {

    /** The most threads looked at in one round. */
    static final int LOOKS = 2_000;
    /** The most frames read of a thread. */
    static final int DEEPEST = 500;

    /** Name of the loader of the class path, from which the framework comes; those of bundles have none. */
    private static final String CLASS_PATH = "app";

    private static final String LAMBDA = "$$Lambda";

    private static final ThreadMXBean STACKS = ManagementFactory.getThreadMXBean();

    /**
     * Where a thread comes from.
     *
     * @param lent whether it only works for the owner now
     */
    record Origin(ClassLoader owner, boolean lent) {}

    /** Knows in whose start a thread was made. */
    @FunctionalInterface
    interface Starts {

        /** The plugin, {@code null} if in none. */
        @Nullable
        ClassLoader of(Thread thread);
    }

    private final ClassOwners classes;
    /** By thread; without an owner if it is nobody's for good. */
    private final Map<Long, Optional<ClassLoader>> known = new HashMap<>();
    /** Threads that were seen to work for somebody else than the plugin in whose start they were made. */
    private final Set<Long> shared = new HashSet<>();

    private final Starts starts;

    Origins(ClassOwners classes, Starts starts) {
        this.classes = classes;
        this.starts = starts;
    }

    /** Origins of those of these threads that come from a plugin, by their ids. */
    Map<Long, Origin> of(Collection<Thread> threads) {
        Map<Long, Thread> alive = new HashMap<>();
        threads.forEach(thread -> alive.put(thread.getId(), thread));
        known.keySet().retainAll(alive.keySet());
        shared.retainAll(alive.keySet());
        Map<Long, Origin> found = new HashMap<>();
        long[] open = alive.keySet().stream()
                .mapToLong(Long::longValue)
                .filter(thread -> !known.containsKey(thread))
                .limit(LOOKS)
                .toArray();
        for (ThreadInfo each : STACKS.getThreadInfo(open, DEEPEST)) {
            Thread thread = each == null ? null : alive.get(each.getThreadId());
            if (each != null && thread != null) { // it has not ended meanwhile
                look(each, thread, found);
            }
        }
        known.forEach((thread, owner) -> owner.ifPresent(loader -> found.put(thread, new Origin(loader, false))));
        return found;
    }

    private void look(ThreadInfo info, Thread thread, Map<Long, Origin> found) {
        StackTraceElement[] stack = info.getStackTrace();
        int frame = stack.length < DEEPEST ? stack.length - 1 : -1;
        while (frame >= 0 && stack[frame].getClassName().equals(Thread.class.getName())) {
            frame--;
        }
        int began = frame;
        while (frame >= 0 && stack[frame].getModuleName() != null) { // plugins and the host are in no module
            frame--;
        }
        if (stack.length == DEEPEST) {
            return;
        }
        long id = info.getThreadId();
        ClassLoader start = starts.of(thread);
        if (frame < 0) {
            if (start != null && !shared.contains(id)) {
                found.put(id, new Origin(start, true));
            }
            return;
        }
        Set<ClassLoader> owners = owners(stack[frame]);
        if (frame == began && owners.size() <= 1) {
            known.put(id, owners.stream().findFirst());
            return;
        }
        if (owners.size() == 1) {
            found.put(id, new Origin(owners.iterator().next(), true));
        }
        if (start != null && !owners.contains(start)) {
            shared.add(id);
        }
    }

    private Set<ClassLoader> owners(StackTraceElement frame) {
        return CLASS_PATH.equals(frame.getClassLoaderName())
                ? Set.of()
                : classes.owners(declared(frame.getClassName()));
    }

    /** Name of the class in which a lambda is written, which has a class without a file; the name of any other class. */
    private static String declared(String className) {
        int lambda = className.indexOf(LAMBDA);
        return lambda < 0 ? className : className.substring(0, lambda);
    }
}
