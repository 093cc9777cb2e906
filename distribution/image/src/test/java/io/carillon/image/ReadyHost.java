// SPDX-License-Identifier: Apache-2.0
package io.carillon.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a host says of itself once it is ready.
 *
 * @param pid its process
 * @param url where it answers
 * @param store scheme of its store
 */
public record ReadyHost(long pid, URI url, String store) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads the ready file; empty while there is none, or when its process is gone. */
    public static Optional<ReadyHost> read(Path ready) {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(ready));
            long pid = json.path("pid").asLong();
            boolean alive = ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
            return alive
                    ? Optional.of(new ReadyHost(
                            pid,
                            URI.create(json.path("url").asText()),
                            json.path("store").asText()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
