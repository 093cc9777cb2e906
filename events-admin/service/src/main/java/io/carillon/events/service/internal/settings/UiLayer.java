// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.carillon.events.admin.OptionStatus.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * What was changed while the host ran: {@code config/settings.json} in its data directory, for its account only. Written whole
 * by atomic rename.
 */
final class UiLayer {

    private static final String NAME = "data/config/settings.json";

    private final Path file;

    UiLayer(Path data) {
        this.file = data.resolve("config").resolve("settings.json");
    }

    /** Its settings; empty when nothing was changed. */
    List<Setting> read() throws SettingsException {
        return Files.exists(file) ? ConfigFile.read(file, NAME, Source.UI) : List.of();
    }

    /** Replaces everything; by PID, then key. */
    void write(Map<String, Map<String, Object>> values) throws IOException {
        Path directory = file.resolveSibling("");
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(directory, posix ? mode("rwx------") : new FileAttribute<?>[0]);
        Path next = Files.createTempFile(directory, "settings", ".tmp");
        try {
            try (JsonGenerator json = new JsonFactory().createGenerator(Files.newOutputStream(next))) {
                json.useDefaultPrettyPrinter().writeStartObject();
                for (Map.Entry<String, Map<String, Object>> pid : values.entrySet()) {
                    json.writeObjectFieldStart(pid.getKey());
                    for (Map.Entry<String, Object> option : pid.getValue().entrySet()) {
                        json.writeFieldName(option.getKey());
                        write(json, option.getValue());
                    }
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Number number) {
            json.writeNumber(number.toString());
        } else {
            json.writeString(value.toString());
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
