// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;

/** Explains commands from the descriptors on their methods. */
final class Help {

    private Help() {}

    /**
     * Explains.
     *
     * @param topic nothing, a scope, or a command
     */
    static String of(CommandSession session, List<String> topic) {
        SortedSet<String> names = CommandNames.of(session);
        if (topic.isEmpty()) {
            return names.stream()
                            .collect(Collectors.groupingBy(
                                    CommandNames::scope,
                                    TreeMap::new,
                                    Collectors.mapping(
                                            name -> name.substring(name.indexOf(':') + 1), Collectors.joining(" "))))
                            .entrySet()
                            .stream()
                            .map(scope -> String.format("%-10s %s", scope.getKey(), scope.getValue()))
                            .collect(Collectors.joining("\n"))
                    + "\n\nhelp SCOPE or help SCOPE:FUNCTION says more.";
        }
        String wanted = topic.get(0).toLowerCase(Locale.ROOT);
        List<String> found = names.stream()
                .filter(name -> name.equals(wanted) || CommandNames.scope(name).equals(wanted))
                .toList();
        if (found.isEmpty()) {
            throw CommandException.notFound("command or scope \"" + wanted + "\"", "help");
        }
        return found.stream().map(name -> describe(session, name)).collect(Collectors.joining("\n\n"));
    }

    /** How one command is used. */
    static String describe(CommandSession session, String name) {
        if (!(session.get(name) instanceof CommandProxy proxy)) {
            return name;
        }
        Object target = proxy.getTarget();
        if (target == null) {
            return name;
        }
        try {
            String function = name.substring(name.indexOf(':') + 1);
            return Arrays.stream(target.getClass().getMethods())
                    .filter(method -> method.getName().toLowerCase(Locale.ROOT).equals(function))
                    .map(method -> describe(name, method))
                    .collect(Collectors.joining("\n"));
        } finally {
            proxy.ungetTarget();
        }
    }

    private static String describe(String name, Method method) {
        List<String> usage = new ArrayList<>(List.of(name));
        List<String> lines = new ArrayList<>();
        Annotation[][] annotations = method.getParameterAnnotations();
        for (int i = 0; i < annotations.length; i++) {
            if (method.getParameterTypes()[i] == CommandSession.class) {
                continue;
            }
            String what = descriptor(annotations[i]);
            Parameter option = option(annotations[i]);
            if (option == null) {
                String argument = what.contains(":") ? what.substring(0, what.indexOf(':')) : "ARGUMENT";
                usage.add(argument);
                lines.add(String.format(
                        "  %-16s %s",
                        argument, what.substring(what.indexOf(':') + 1).strip()));
            } else {
                boolean flag = !option.presentValue().equals(Parameter.UNSPECIFIED);
                String names = String.join(", ", option.names());
                usage.add("[" + option.names()[0] + (flag ? "]" : " …]"));
                lines.add(String.format("  %-16s %s", names, what));
            }
        }
        Descriptor about = method.getAnnotation(Descriptor.class);
        String text = String.join(" ", usage) + (about == null ? "" : "\n  " + about.value());
        return lines.isEmpty() ? text : text + "\n" + String.join("\n", lines);
    }

    private static String descriptor(Annotation[] annotations) {
        for (Annotation annotation : annotations) {
            if (annotation instanceof Descriptor descriptor) {
                return descriptor.value();
            }
        }
        return "";
    }

    private static @Nullable Parameter option(Annotation[] annotations) {
        for (Annotation annotation : annotations) {
            if (annotation instanceof Parameter option) {
                return option;
            }
        }
        return null;
    }
}
