// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.felix.service.command.CommandSession;

/**
 * The commands a session may run. Gogo's own verbs, which evaluate programs, read files and add commands, are not among
 * them, and neither are those of the framework's services, whoever brings them.
 */
final class CommandNames {

    private static final Set<String> REFUSED_SCOPES =
            Set.of("osgi", "gogo", "felix", "cm", "obr", "scr", "shell", "equinox");

    private CommandNames() {}

    /** All {@code scope:function} in ascending order. */
    static SortedSet<String> of(CommandSession session) {
        SortedSet<String> names = new TreeSet<>();
        if (session.get(".commands") instanceof Collection<?> all) {
            for (Object name : all) {
                String text = name.toString().toLowerCase(Locale.ROOT);
                if (!REFUSED_SCOPES.contains(scope(text))) {
                    names.add(text);
                }
            }
        }
        return names;
    }

    /** The words with {@code health check} as the one word it is, where the first is no command by itself. */
    static List<String> joined(Set<String> names, List<String> words) {
        if (words.size() < 2) {
            return words;
        }
        String first = words.get(0).toLowerCase(Locale.ROOT);
        String both = first + ":" + words.get(1).toLowerCase(Locale.ROOT);
        if (names.contains(first) || !names.contains(both)) {
            return words;
        }
        List<String> joined = new ArrayList<>(words.subList(1, words.size()));
        joined.set(0, both);
        return List.copyOf(joined);
    }

    /** Whether some of the names are of this scope. */
    static boolean hasScope(Set<String> names, String scope) {
        return names.stream().anyMatch(name -> name.contains(":") && scope(name).equals(scope));
    }

    static String scope(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }
}
