// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.EventDraft;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.inputs.MutatedInputs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BinaryEventInputTest {

    @Test
    void an_event_in_headers_is_read_or_refused() {
        MutatedInputs.feed(
                List.of(
                        "ce-specversion: 1.0\nce-id: 1\nce-source: /s\nce-type: a.b\nce-time: 2026-01-31T12:00:00Z\n\n{\"x\":1}",
                        "ce-specversion: 1.0\nce-id: \"a\\\"b\"\nce-source: /s%20t\nce-type: a.b\nce-subject: %C3%A9\n"
                                + "ce-dataschema: https://a/b\nce-partition: 7\n\n[]"),
                input -> {
                    int end = input.indexOf("\n\n");
                    String head = end < 0 ? input : input.substring(0, end);
                    byte[] body = input.substring(head.length()).getBytes(StandardCharsets.UTF_8);

                    EventDraft draft = BinaryEvent.read(BinaryRequest.of(headers(head), body));

                    assertThat(draft.type()).isNotEmpty().hasSizeLessThan(head.length());
                    assertThat(draft.extensions()).hasSizeLessThan(headers(head).size());
                },
                ProblemException.class,
                refusal -> assertThat(refusal.problem().code().status()).isBetween(400, 499));
    }

    private static Map<String, String> headers(String head) {
        Map<String, String> headers = new TreeMap<>();
        head.lines().forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(
                    colon < 0 ? line : line.substring(0, colon),
                    colon < 0 ? "" : line.substring(colon + 1).strip());
        });
        return headers;
    }
}
