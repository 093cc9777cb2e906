// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How a file says its events. */
enum ImportForm {
    NDJSON(MediaType.NDJSON) {
        @Override
        EventFile read(InputStream in) {
            return new EventLines(in);
        }
    },
    CSV(MediaType.CSV) {
        @Override
        EventFile read(InputStream in) throws IOException {
            return new EventTable(in);
        }
    };

    private static final String NDJSON_TOO = "application/ndjson";

    private final String media;

    ImportForm(String media) {
        this.media = media;
    }

    /** The form a content type names; a problem when it is none of these. */
    static ImportForm of(String contentType) {
        String given = MediaType.of(contentType);
        String media = given.equals(NDJSON_TOO) ? MediaType.NDJSON : given;
        return Arrays.stream(values())
                .filter(form -> form.media.equals(media))
                .findFirst()
                .orElseThrow(() -> MediaType.unsupported(contentType));
    }

    /** @param in read byte by byte */
    abstract EventFile read(InputStream in) throws IOException;

    /** Refuses a file that cannot be used as a whole, before there is a job. */
    void check(Path input) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(input))) {
            read(in);
        }
    }
}
