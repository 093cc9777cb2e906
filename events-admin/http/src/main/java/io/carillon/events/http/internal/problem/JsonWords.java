// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** What is wrong with JSON, in words for callers, who do not care which library found it. */
public final class JsonWords {

    private static final Pattern ORIGIN = Pattern.compile(", from `[^`]*`");

    private JsonWords() {}

    public static String of(JsonProcessingException e) {
        return ORIGIN.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
    }
}
