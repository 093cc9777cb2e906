// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;

/** What one function of a command takes, and what is wrong with words it did not take. */
final class Arguments {

    private final List<Parameter> options = new ArrayList<>();
    private final List<Parameter> plain = new ArrayList<>();

    private Arguments(Method method) {
        for (Parameter parameter : method.getParameters()) {
            if (option(parameter) != null) {
                options.add(parameter);
            } else if (parameter.getType() != CommandSession.class) {
                plain.add(parameter);
            }
        }
    }

    /**
     * What keeps words from being the arguments of any of these functions, a sentence; empty when that is not known.
     *
     * @param functions of one name
     */
    static Optional<String> mistake(List<Method> functions, List<String> words) {
        return functions.stream()
                .map(Arguments::new)
                .min(Comparator.comparingInt(each -> Math.abs(each.plain.size() - words.size())))
                .flatMap(nearest -> nearest.mistake(words));
    }

    private Optional<String> mistake(List<String> words) {
        List<String> left = new ArrayList<>(words);
        for (Parameter option : options) {
            Optional<String> wrong = take(option, left);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        for (String word : left) {
            if (isOption(word)) {
                return Optional.of(
                        knows(word) ? word + " is given twice" : "there is no option " + Printable.shortened(word, 60));
            }
        }
        return plain(left);
    }

    private static Optional<String> take(Parameter parameter, List<String> left) {
        org.apache.felix.service.command.Parameter option = option(parameter);
        if (option == null) {
            return Optional.empty();
        }
        int at = Arrays.stream(option.names())
                .mapToInt(left::indexOf)
                .filter(index -> index >= 0)
                .findFirst()
                .orElse(-1);
        if (at < 0) {
            return Optional.empty();
        }
        String name = left.remove(at);
        if (!option.presentValue().equals(org.apache.felix.service.command.Parameter.UNSPECIFIED)) {
            return Optional.empty();
        }
        return at < left.size()
                ? unfit(name, parameter.getType(), left.remove(at))
                : Optional.of(name + " needs a value");
    }

    private Optional<String> plain(List<String> left) {
        for (int i = 0; i < plain.size(); i++) {
            Parameter parameter = plain.get(i);
            if (parameter.isVarArgs()) {
                return Optional.empty();
            }
            if (i == left.size()) {
                return Optional.of(name(parameter) + " is missing");
            }
            Optional<String> wrong = unfit(name(parameter), parameter.getType(), left.get(i));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return left.size() > plain.size()
                ? Optional.of("\"" + Printable.shortened(left.get(plain.size()), 60) + "\" is one argument too many")
                : Optional.empty();
    }

    private static Optional<String> unfit(String name, Class<?> type, String word) {
        try {
            if (type == int.class) {
                Integer.parseInt(word);
            } else if (type == long.class) {
                Long.parseLong(word);
            } else if (type == double.class) {
                Double.parseDouble(word);
            }
            return Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.of(name + " must be a " + (type == double.class ? "" : "whole ") + "number, got \""
                    + Printable.shortened(word, 60) + "\"");
        }
    }

    /** A time like {@code -10m} and a number begin with the sign as well. */
    private static boolean isOption(String word) {
        return word.length() > 1 && word.charAt(0) == '-' && !Character.isDigit(word.charAt(1));
    }

    private boolean knows(String word) {
        return options.stream()
                .map(Arguments::option)
                .anyMatch(option ->
                        option != null && Arrays.asList(option.names()).contains(word));
    }

    /** For instance {@code NAME}, as the descriptor begins. */
    static String name(Parameter parameter) {
        Descriptor descriptor = parameter.getAnnotation(Descriptor.class);
        String text = descriptor == null ? "" : descriptor.value();
        return text.contains(":") ? text.substring(0, text.indexOf(':')) : "ARGUMENT";
    }

    static org.apache.felix.service.command.@Nullable Parameter option(Parameter parameter) {
        return parameter.getAnnotation(org.apache.felix.service.command.Parameter.class);
    }

    /** The functions of this name. */
    static List<Method> functions(Object target, String function) {
        return Arrays.stream(target.getClass().getMethods())
                .filter(method -> method.getName().toLowerCase(Locale.ROOT).equals(function))
                .sorted(Comparator.comparingInt(Method::getParameterCount))
                .toList();
    }
}
