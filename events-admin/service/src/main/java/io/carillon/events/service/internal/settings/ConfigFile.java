// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.carillon.events.admin.OptionStatus.Source;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one configuration file: OSGi Configurator JSON, an object of PIDs, each an object of options. Comments and
 * trailing commas are allowed, duplicate keys are not. Type hints ({@code "port:Integer"}) are read over, because Metatype
 * knows the type.
 *
 * <p>Source: OSGi Compendium 8, chapter 150.
 */
final class ConfigFile {

    private static final long MAX_BYTES = 1024 * 1024;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String name;
    private final Source source;
    private final JsonParser json;
    private final List<Setting> settings = new ArrayList<>();

    private ConfigFile(String name, Source source, JsonParser json) {
        this.name = name;
        this.source = source;
        this.json = json;
    }

    /**
     * Reads a file.
     *
     * @param name how to call it, for instance {@code conf/carillon.json}
     * @param source the layer it is
     * @return its settings in document order
     */
    static List<Setting> read(Path file, String name, Source source) throws SettingsException {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new SettingsException(name + ": has " + size + " bytes, the limit is " + MAX_BYTES);
            }
            try (JsonParser json = JSON.createParser(Files.readAllBytes(file))) {
                ConfigFile reader = new ConfigFile(name, source, json);
                reader.document();
                return reader.settings;
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new SettingsException(name + ":" + line + ": is not JSON: " + words(e), e);
        } catch (IOException e) {
            throw new SettingsException(name + ": cannot be read: " + e, e);
        }
    }

    private static String words(JsonProcessingException e) {
        String found = String.valueOf(e.getOriginalMessage());
        return found.startsWith("Unexpected end-of-input")
                ? "it ends before what was opened is closed; was it cut off?"
                : found;
    }

    private void document() throws IOException, SettingsException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new SettingsException(
                    where() + ": must be an object of PIDs, like {\"carillon.http\": {\"port\": 8080}}");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String pid = json.currentName();
            String where = where();
            if (json.nextToken() != JsonToken.START_OBJECT && !pid.startsWith(":configurator:")) {
                throw new SettingsException(
                        where + ": " + pid + " must be an object of options, like {\"port\": 8080}");
            }
            if (pid.startsWith(":configurator:")) {
                json.skipChildren();
            } else {
                int before = settings.size();
                options(pid);
                if (settings.size() == before && source != Source.UI) {
                    settings.add(Setting.section(pid, source, where));
                }
            }
        }
        if (json.nextToken() != null) {
            throw new SettingsException(where() + ": has something after the end of the object");
        }
    }

    private void options(String pid) throws IOException, SettingsException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            String where = where();
            json.nextToken();
            int hint = key.indexOf(':', 1);
            Object value = value(where, pid + "." + key);
            if (!key.startsWith(":configurator:")) {
                settings.add(new Setting(pid, hint < 0 ? key : key.substring(0, hint), value, source, where));
            }
        }
    }

    private Object value(String where, String option) throws IOException, SettingsException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return scalar(where, option);
        }
        List<Object> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            values.add(scalar(where, option));
        }
        return List.copyOf(values);
    }

    private Object scalar(String where, String option) throws IOException, SettingsException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT ->
                json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? decimal(where, option)
                        : (Object) json.getLongValue();
            case VALUE_NUMBER_FLOAT -> decimal(where, option);
            default ->
                throw new SettingsException(where + ": " + option
                        + " must be a text, a number, true, false or a list of these; leave it out for the default");
        };
    }

    private BigDecimal decimal(String where, String option) throws IOException, SettingsException {
        try {
            return json.getDecimalValue();
        } catch (NumberFormatException e) {
            throw new SettingsException(
                    where + ": " + option + " has an exponent that no number can have; write a smaller one", e);
        }
    }

    private String where() {
        return name + ":" + json.currentTokenLocation().getLineNr();
    }
}
