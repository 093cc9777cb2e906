// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/**
 * What the host says of itself.
 *
 * @param id made once and kept in its data directory
 * @param version of the bus
 * @param started when the process began
 */
public record HostFacts(String id, String version, Instant started) {

    private static final String FILE = "host.id";

    /**
     * Reads the host's id, or makes it.
     *
     * @throws UncheckedIOException if it can be neither read nor kept
     */
    public static HostFacts of(Path dataDirectory, String version, Instant started) {
        Path file = dataDirectory.resolve(FILE);
        try {
            if (Files.exists(file)) {
                return new HostFacts(
                        UUID.fromString(Files.readString(file).trim()).toString(), version, started);
            }
            String id = UUID.randomUUID().toString();
            Files.createDirectories(dataDirectory);
            Files.writeString(file, id + System.lineSeparator());
            return new HostFacts(id, version, started);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + " does not hold a UUID; delete it to have a new one made", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or write the host's id in " + file, e);
        }
    }
}
