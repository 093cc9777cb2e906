// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** What is wrong with JSON, in words for callers, who do not care which library found it. */
public final class JsonWords {

    /** What names classes and settings of the library. */
    private static final Pattern LIBRARY =
            Pattern.compile(", from `[^`]*`| \\(bound as `[^`]*`\\)|: not allowed as per `[^`]*`");

    private static final Pattern LINE = Pattern.compile("\\[Source: [^;]*; line: (\\d+), column: (\\d+)]");
    private static final Pattern BYTE = Pattern.compile("\\[Source: [^;]*; byte offset: #(\\d+)]");

    private JsonWords() {}

    public static String of(JsonProcessingException e) {
        String text = LIBRARY.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
        text = LINE.matcher(text).replaceAll("line $1, column $2");
        return BYTE.matcher(text).replaceAll("byte $1");
    }
}
