// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.output.Json;
import java.util.List;

/**
 * The settings of this machine as a start would find them.
 *
 * @param read {@code items}, {@code errors} and {@code warnings}; secrets are masked
 */
public record LocalSettings(Json read) {

    /** Value of an option; empty when it has none. */
    public String value(String key) {
        return read.at("items").elements().stream()
                .filter(item -> item.at("key").text().equals(key))
                .map(item -> item.at("value").text())
                .findFirst()
                .orElse("");
    }

    /** Sentences. */
    List<String> errors() {
        return texts("errors");
    }

    /** Sentences. */
    List<String> warnings() {
        return texts("warnings");
    }

    int number() {
        return read.at("items").elements().size();
    }

    private List<String> texts(String member) {
        return read.at(member).elements().stream().map(Json::text).toList();
    }
}
