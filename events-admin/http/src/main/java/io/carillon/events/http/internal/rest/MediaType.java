// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import java.util.Locale;

/** Names of the forms that bodies have. */
final class MediaType {

    static final String JSON = "application/json";
    static final String CLOUD_EVENT = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";
    static final String NDJSON = "application/x-ndjson";
    static final String CSV = "text/csv";

    private MediaType() {}

    /** The form a content type names, without parameters; empty when it is not in UTF-8. */
    static String of(String contentType) {
        if (contentType.equals(JSON)) {
            return JSON;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                return "";
            }
        }
        return parts[0].trim();
    }

    static RuntimeException unsupported(String contentType) {
        return Problem.of(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Type is " + (contentType.isEmpty() ? "missing" : contentType))
                .toException();
    }
}
