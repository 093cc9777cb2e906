// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import io.carillon.events.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The JSON schemas of the types that the plugin publishes, read from where its jar has them. */
final class TypeSchemas {

    static final List<String> TYPES = List.of(
            "library.created",
            "library.deleted",
            "media.file.added",
            "media.file.changed",
            "media.file.removed",
            "scan.completed",
            "scan.file.found",
            "scan.paused",
            "scan.progress",
            "scan.resumed",
            "scan.started");

    private final Validator validator = new ValidatorFactory().createValidator();

    TypeSchemas() {
        for (String type : TYPES) {
            // By its own $id; a schema that is none is refused.
            assertThat(validator.registerSchema(text(type))).isEqualTo(id(type));
        }
    }

    private static URI id(String type) {
        return URI.create("carillon:" + type + ":1");
    }

    private static String text(String type) {
        String path = "/META-INF/carillon/types/" + type + ".json";
        try (InputStream in = MediaLibrary.class.getResourceAsStream(path)) {
            assertThat(in).as(path).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with the data of an event of this type, one sentence each. */
    List<String> errors(String type, String json) {
        return validator.validate(id(type), json).getErrors().stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getError())
                .toList();
    }

    /** Checks that events name the schema of their type, and that their data fits it. */
    void accept(List<Event> events) {
        assertThat(events).allSatisfy(event -> {
            assertThat(event.type()).isIn(TYPES);
            assertThat(event.dataSchema()).contains(id(event.type()).toString());
            assertThat(errors(event.type(), event.data().text()))
                    .as("%s %s", event.type(), event.data().text())
                    .isEmpty();
        });
    }
}
