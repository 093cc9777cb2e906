// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import org.jspecify.annotations.Nullable;

/**
 * The group of threads in which a plugin is started. An executor that is made meanwhile has its threads in it, idle or not,
 * and so has whatever these make. The bus knows the group by its name as well.
 *
 * <p>Source: docs/decisions/0022-plugin-accounts.md.
 */
final class StartGroup {

    private static final String PREFIX = "plugin ";

    private StartGroup() {}

    /** The group of a plugin: the one there is, for a group may be remembered for as long as its parent is. */
    static ThreadGroup of(String plugin) {
        ThreadGroup parent = outermost();
        ThreadGroup[] groups = new ThreadGroup[parent.activeGroupCount() + 16];
        int count = parent.enumerate(groups, false);
        for (int i = 0; i < count; i++) {
            if (groups[i].getName().equals(PREFIX + plugin)) {
                return groups[i];
            }
        }
        return new ThreadGroup(parent, PREFIX + plugin);
    }

    /** Whether a thread is in the group of a plugin and in that of no other within it. */
    static boolean holds(String plugin, Thread thread) {
        @Nullable ThreadGroup group = thread.getThreadGroup(); // none if the thread has ended
        while (group != null && !group.getName().startsWith(PREFIX)) {
            group = group.getParent();
        }
        return group != null && group.getName().equals(PREFIX + plugin);
    }

    /** Not the group of whoever asks: one plugin may have another one started. */
    private static ThreadGroup outermost() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }
}
