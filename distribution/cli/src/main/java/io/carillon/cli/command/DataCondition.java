// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Json;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on one value in the data of events.
 *
 * @param pointer JSON Pointer
 * @param sign one of {@code = != < <= > >=}
 */
record DataCondition(String pointer, String sign, String value) {

    private static final Pattern FORM = Pattern.compile("(?:data\\.)?(/[^=!<>]*)(!=|<=|>=|=|<|>)(.*)", Pattern.DOTALL);

    /** Reads what was typed; {@code data.} before the pointer says nothing more. */
    static DataCondition parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new Failure(
                    Exit.REFUSED,
                    "\"" + Words.safe(text) + "\" is no condition on a value in the data",
                    "a JSON Pointer, one of = != < <= > >=, and a value: --where '/filesScanned>1000'");
        }
        return new DataCondition(form.group(1), form.group(2), form.group(3));
    }

    /** As a parameter. */
    String text() {
        return pointer + sign + value;
    }

    /** As a filter of CloudEvents, where a text stands for a number too. */
    Json filter() {
        return Json.of(Map.of("data", Map.of(pointer, Map.of(sign, value))));
    }
}
