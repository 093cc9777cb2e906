// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.OptionStatus;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What an option takes, as JSON Schema. */
final class OptionSchema {

    private OptionSchema() {}

    static void fill(ObjectNode node, OptionStatus option) {
        if (!option.description().isEmpty()) {
            node.put("description", option.description());
        }
        if (option.locked()) {
            node.put("readOnly", true);
        }
        if (option.defaultValue() != null) {
            node.set("default", SettingsResource.tree(option.defaultValue()));
        }
        if (option.several()) {
            node.put("type", "array");
            one(node.putObject("items"), option);
        } else {
            one(node, option);
        }
    }

    private static void one(ObjectNode node, OptionStatus option) {
        boolean text = option.type().json().equals("string");
        node.put("type", option.type().json());
        if (option.type() == OptionStatus.Type.SECRET) {
            node.put("writeOnly", true);
        }
        limit(node, text ? "minLength" : "minimum", option.min());
        limit(node, text ? "maxLength" : "maximum", option.max());
        if (!option.choices().isEmpty()) {
            ArrayNode words = node.putArray("enum");
            for (String choice : option.choices()) {
                if (text) {
                    words.add(choice);
                } else {
                    words.add(new BigDecimal(choice));
                }
            }
        }
    }

    private static void limit(ObjectNode node, String name, @Nullable String limit) {
        if (limit != null) {
            node.put(name, new BigDecimal(limit));
        }
    }
}
