// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the API writes values. */
final class Words {

    private Words() {}

    /** A constant, for instance {@code catching-up}. */
    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Puts a value as text, and nothing when there is none. */
    static void optional(ObjectNode node, String name, @Nullable Object value) {
        if (value != null) {
            node.put(name, value.toString());
        }
    }

    /** Puts a list of texts. */
    static void texts(ObjectNode node, String name, Collection<?> values) {
        var array = node.putArray(name);
        values.forEach(value -> array.add(value.toString()));
    }
}
