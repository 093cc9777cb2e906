// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.problem;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What problem codes mean. The {@code carillon} command loads this class from the image where no host can be asked, which is why
 * it speaks in types of the JDK only: a code goes in, or an empty text for all; out comes what a host answers, as JSON under
 * {@code json} and for people under {@code text}, or nothing for a code that there is not.
 */
public final class ProblemCatalog implements Function<String, Optional<Map<String, Object>>> {

    @Override
    public Optional<Map<String, Object>> apply(String code) {
        if (code.isEmpty()) {
            List<Map<String, Object>> items = Arrays.stream(ProblemCode.values())
                    .map(ProblemCatalog::members)
                    .toList();
            return Optional.of(Map.of("json", Map.of("items", items), "text", list()));
        }
        return ProblemCode.find(code).map(found -> Map.of("json", members(found), "text", text(found)));
    }

    /** Of one code, in the order that they are written in. */
    public static Map<String, Object> members(ProblemCode code) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("code", code.text());
        members.put("status", code.status());
        members.put("title", code.title());
        members.put("causes", code.causes());
        members.put("hint", code.hint());
        members.put("retryable", code.retryable());
        return members;
    }

    /** All codes, a line each. */
    public static String list() {
        return Arrays.stream(ProblemCode.values())
                .map(code -> code.status() + " " + code.text() + ": " + code.title() + "\n")
                .collect(Collectors.joining());
    }

    /** One code, for people. */
    public static String text(ProblemCode code) {
        return code.text() + " (HTTP " + code.status() + ")\n\n" + code.title() + ".\n\nWhat leads to it: "
                + code.causes() + "\n\nWhat to do: " + code.hint() + "\n" + again(code) + "\n";
    }

    /** Whether to try again, a sentence. */
    public static String again(ProblemCode code) {
        return "Trying the same again " + (code.retryable() ? "can help." : "does not help.");
    }
}
