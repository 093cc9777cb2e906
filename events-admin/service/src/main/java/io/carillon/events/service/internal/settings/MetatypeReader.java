// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code OSGI-INF/metatype/*.xml} without a Metatype service, because options must be known before the bundles that
 * declare them are resolved. Names are left out; document types and entities are refused.
 *
 * <p>Source: OSGi Compendium 8, chapter 105.
 */
final class MetatypeReader {

    private final Map<String, Map<String, Option>> classes = new HashMap<>();
    private final List<OptionSet> found = new ArrayList<>();
    private final String owner;
    private final XMLStreamReader xml;

    private MetatypeReader(String owner, XMLStreamReader xml) {
        this.owner = owner;
        this.xml = xml;
    }

    /**
     * The option sets that one document designates.
     *
     * @param owner symbolic name of the bundle it is from
     * @throws XMLStreamException if this is not Metatype
     */
    static List<OptionSet> read(String owner, InputStream document) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader xml = factory.createXMLStreamReader(document);
        try {
            return new MetatypeReader(owner, xml).read();
        } catch (IllegalArgumentException e) {
            throw new XMLStreamException(
                    "an option has a type or number that is not of Metatype", xml.getLocation(), e);
        } finally {
            xml.close();
        }
    }

    private List<OptionSet> read() throws XMLStreamException {
        String designated = "";
        boolean factory = false;
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "OCD" -> classes.put(attribute("id", ""), options());
                case "Designate" -> {
                    String factoryPid = attribute("factoryPid", "");
                    factory = !factoryPid.isEmpty();
                    designated = factory ? factoryPid : attribute("pid", "");
                }
                case "Object" ->
                    found.add(new OptionSet(
                            owner, designated, factory, classes.getOrDefault(attribute("ocdref", ""), Map.of())));
                default -> {
                    // names and icons are for people
                }
            }
        }
        return found;
    }

    private Map<String, Option> options() throws XMLStreamException {
        Map<String, Option> options = new LinkedHashMap<>();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("OCD")) {
                break;
            }
            if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("AD")) {
                Option option = option();
                options.put(option.key(), option);
            }
        }
        return options;
    }

    private Option option() throws XMLStreamException {
        String key = attribute("id", "");
        OptionType type = OptionType.of(attribute("type", "String"));
        int cardinality = Integer.parseInt(attribute("cardinality", "0"));
        String min = optional("min");
        String max = optional("max");
        String otherwise = optional("default");
        String description = attribute("description", "");
        List<String> choices = new ArrayList<>();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("AD")) {
                break;
            }
            if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("Option")) {
                choices.add(attribute("value", ""));
            }
        }
        return new Option(key, type, cardinality, min, max, choices, otherwise, description);
    }

    private String attribute(String name, String otherwise) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? otherwise : value;
    }

    private @Nullable String optional(String name) {
        return xml.getAttributeValue(null, name);
    }
}
