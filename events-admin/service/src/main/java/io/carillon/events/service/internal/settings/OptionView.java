// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.OptionStatus;
import io.carillon.events.admin.OptionStatus.Source;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What people may see of options and their values. */
final class OptionView {

    /** An element of a list that is a secret by the name before its equals sign. */
    private static final Pattern SECRET = Pattern.compile("(?is)([^=]*(?:password|secret|token|credential)[^=]*=).*");

    private OptionView() {}

    /** Every option with its value, in ascending order of keys; an immutable list. */
    static List<OptionStatus> of(OptionCatalog catalog, Merge merge) {
        List<OptionStatus> found = new ArrayList<>();
        for (OptionSet set : catalog.all()) {
            for (String pid : pids(set, merge.values().keySet())) {
                Map<String, Object> values = merge.values().getOrDefault(pid, Map.of());
                Map<String, Setting> origins = merge.origins().getOrDefault(pid, Map.of());
                for (Option option : set.options().values()) {
                    found.add(status(set, pid, option, values.get(option.key()), origins.get(option.key())));
                }
            }
        }
        found.sort(Comparator.comparing(OptionStatus::key));
        return List.copyOf(found);
    }

    /** The key as people write it. */
    static String key(String pid, String option) {
        return (pid.startsWith(OptionCatalog.PREFIX) ? pid.substring(OptionCatalog.PREFIX.length()) : pid) + "."
                + option;
    }

    private static Set<String> pids(OptionSet set, Set<String> configured) {
        Set<String> pids = new TreeSet<>();
        if (!set.factory()) {
            pids.add(set.pid());
        }
        configured.stream()
                .filter(pid -> set.factory() && pid.startsWith(set.pid() + "~"))
                .forEach(pids::add);
        return pids;
    }

    private static OptionStatus status(
            OptionSet set, String pid, Option option, @Nullable Object value, @Nullable Setting origin) {
        Object otherwise = option.defaultValue();
        Object inForce = value == null ? otherwise : value;
        Object shown = shown(option, inForce);
        Source source = origin == null ? Source.DEFAULT : origin.source();
        return new OptionStatus(
                key(pid, option.key()),
                pid,
                set.owner(),
                type(option.type()),
                option.cardinality() != 0,
                shown,
                shown(option, otherwise),
                source,
                origin == null ? "" : origin.where(),
                source.compareTo(Source.UI) > 0 || Merge.isLocal(pid),
                Merge.isReadAtStart(pid),
                option.description(),
                option.min(),
                option.max(),
                option.choices(),
                inForce == null || inForce.equals(shown) ? "" : ValueMark.of(inForce));
    }

    private static OptionStatus.Type type(OptionType type) {
        return switch (type) {
            case STRING, CHARACTER -> OptionStatus.Type.STRING;
            case PASSWORD -> OptionStatus.Type.SECRET;
            case LONG, INTEGER, SHORT, BYTE -> OptionStatus.Type.INTEGER;
            case DOUBLE, FLOAT -> OptionStatus.Type.NUMBER;
            case BOOLEAN -> OptionStatus.Type.BOOLEAN;
        };
    }

    private static @Nullable Object shown(Option option, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (option.type() == OptionType.PASSWORD) {
            return value.equals("") ? "" : OptionStatus.MASK;
        }
        if (value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .mapToObj(i -> masked(Array.get(value, i)))
                    .toList();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(OptionView::masked).toList();
        }
        return value instanceof Character one ? one.toString() : value;
    }

    private static Object masked(Object value) {
        return value instanceof String text ? SECRET.matcher(text).replaceFirst("$1" + OptionStatus.MASK) : value;
    }
}
