// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.Token;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Roles, rights and limits as they are typed and shown. */
final class AccessText {

    private AccessText() {}

    static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    static Role role(String text) {
        for (Role role : Role.values()) {
            if (word(role).equals(text.toLowerCase(Locale.ROOT))) {
                return role;
            }
        }
        throw CommandException.usage(
                "--role is not a role: \"" + Printable.shortened(text, 60) + "\"",
                "one of viewer, publisher, operator, admin");
    }

    static Set<Scope> scopes(String text) {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        scopes.addAll(each("--scopes", text, Scope::parse));
        return scopes;
    }

    static List<TypePattern> types(String text) {
        return each("--types", text, TypePattern::new);
    }

    static Set<String> names(String text) {
        return new TreeSet<>(each("names", text, Function.identity()));
    }

    private static <T> List<T> each(String option, String text, Function<String, T> reader) {
        List<T> all = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                try {
                    all.add(reader.apply(part.strip()));
                } catch (IllegalArgumentException e) {
                    throw CommandException.usage(option + ": " + e.getMessage(), "see token:create --help");
                }
            }
        }
        return all;
    }

    /** What a token is limited to beside its role, {@code -} for nothing. */
    static String limits(Token token) {
        Stream<String> scopes = token.scopes().equals(token.role().scopes())
                ? Stream.of()
                : token.scopes().stream().map(Scope::text);
        String user = token.user();
        return joined(List.of(
                joined(scopes.toList()), limits(token.types(), token.tenants()), user == null ? "" : "user " + user));
    }

    static String limits(List<TypePattern> types, Set<String> tenants) {
        return joined(List.of(
                joined(types.stream().map(TypePattern::text).toList()),
                tenants.isEmpty() ? "" : "tenants " + String.join(" ", new TreeSet<>(tenants))));
    }

    private static String joined(Collection<String> parts) {
        return String.join(" ", parts.stream().filter(part -> !part.isEmpty()).toList());
    }
}
