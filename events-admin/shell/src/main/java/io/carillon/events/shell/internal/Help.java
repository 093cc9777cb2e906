// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

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
        String wanted = CommandNames.joined(names, topic).get(0).toLowerCase(Locale.ROOT);
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
            return Arguments.functions(target, function).stream()
                    .map(method -> describe(name, method))
                    .collect(Collectors.joining("\n"));
        } finally {
            proxy.ungetTarget();
        }
    }

    /** What is wrong with the words a command did not take, a sentence; empty when that is not known. */
    static Optional<String> mistake(CommandSession session, String name, List<String> words) {
        if (!(session.get(name) instanceof CommandProxy proxy)) {
            return Optional.empty();
        }
        Object target = proxy.getTarget();
        if (target == null) {
            return Optional.empty();
        }
        try {
            return Arguments.mistake(Arguments.functions(target, name.substring(name.indexOf(':') + 1)), words);
        } finally {
            proxy.ungetTarget();
        }
    }

    private static String describe(String name, Method method) {
        List<String> usage = new ArrayList<>(List.of(name));
        List<String> lines = new ArrayList<>();
        for (java.lang.reflect.Parameter parameter : method.getParameters()) {
            if (parameter.getType() == CommandSession.class) {
                continue;
            }
            Descriptor descriptor = parameter.getAnnotation(Descriptor.class);
            String what = descriptor == null ? "" : descriptor.value();
            Parameter option = Arguments.option(parameter);
            if (option == null) {
                String argument = Arguments.name(parameter);
                usage.add(parameter.isVarArgs() ? "[" + argument + " …]" : argument);
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
}
