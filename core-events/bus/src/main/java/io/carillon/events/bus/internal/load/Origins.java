// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells from the stack of a thread whose it is. What a thread began with never changes: one that began with code of a
 * plugin is the plugin's until it ends, and is looked at once. One that began with code of the JDK, as in an executor, is
 * lent to the plugin whose code it runs, for as long as it is seen to; the pool may be shared. One that began with code of
 * the host is nobody's, whatever it calls.
 *
 * <p>A class that two plugins have, or a plugin and the host, tells nothing. Not seen: threads that are idle in an executor,
 * those with more than {@value #DEEPEST} frames, and more than {@value #LOOKS} in one round.
 *
 * <p>Threads: not for concurrent use. Holds no more than one entry for each living thread.
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

    private final ClassOwners classes;
    /** By thread; without an owner if it is nobody's for good. */
    private final Map<Long, Optional<ClassLoader>> known = new HashMap<>();

    Origins(ClassOwners classes) {
        this.classes = classes;
    }

    /** Origins of those of these threads that come from a plugin, by their ids. */
    Map<Long, Origin> of(Collection<Thread> threads) {
        Map<Long, Optional<ClassLoader>> alive = new HashMap<>();
        threads.forEach(thread -> {
            Optional<ClassLoader> owner = known.get(thread.getId());
            if (owner != null) {
                alive.put(thread.getId(), owner);
            }
        });
        known.keySet().retainAll(alive.keySet());
        Map<Long, Origin> found = new HashMap<>();
        long[] open = threads.stream()
                .mapToLong(Thread::getId)
                .filter(thread -> !known.containsKey(thread))
                .limit(LOOKS)
                .toArray();
        for (ThreadInfo each : STACKS.getThreadInfo(open, DEEPEST)) {
            if (each != null) { // it has not ended meanwhile
                look(each, found);
            }
        }
        known.forEach((thread, owner) -> owner.ifPresent(loader -> found.put(thread, new Origin(loader, false))));
        return found;
    }

    private void look(ThreadInfo thread, Map<Long, Origin> found) {
        StackTraceElement[] stack = thread.getStackTrace();
        int frame = stack.length < DEEPEST ? stack.length - 1 : -1;
        while (frame >= 0 && stack[frame].getClassName().equals(Thread.class.getName())) {
            frame--;
        }
        int began = frame;
        while (frame >= 0 && stack[frame].getModuleName() != null) { // plugins and the host are in no module
            frame--;
        }
        if (frame < 0) {
            return;
        }
        Set<ClassLoader> owners = owners(stack[frame]);
        if (frame == began && owners.size() <= 1) {
            known.put(thread.getThreadId(), owners.stream().findFirst());
        } else if (owners.size() == 1) {
            found.put(thread.getThreadId(), new Origin(owners.iterator().next(), true));
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
