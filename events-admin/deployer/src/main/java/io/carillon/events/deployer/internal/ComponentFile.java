// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * One component as a description of Declarative Services has it.
 *
 * @param name empty when it has none
 * @param implementation its class; empty when none is named
 * @param services interfaces that it provides
 * @param properties values by name, several for an array
 */
record ComponentFile(String name, String implementation, List<String> services, Map<String, List<String>> properties) {

    ComponentFile {
        services = List.copyOf(services);
        properties = Map.copyOf(properties);
    }

    /** The first complaint ends the reading, and is told nowhere else. */
    private static final class Strict implements ErrorHandler {

        @Override
        public void warning(SAXParseException e) {
            // a warning of the parser is no fault of the file
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }

    /**
     * Reads a description, which may hold several.
     *
     * @throws SAXException if it is none
     */
    static List<ComponentFile> read(byte[] xml) throws IOException, SAXException {
        Element root = builder().parse(new ByteArrayInputStream(xml)).getDocumentElement();
        List<ComponentFile> components = new ArrayList<>();
        if ("component".equals(root.getLocalName())) {
            components.add(of(root));
        }
        each(root, "component").forEach(element -> components.add(of(element)));
        return components;
    }

    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Strict());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java cannot read XML without document types", e);
        }
    }

    private static ComponentFile of(Element component) {
        List<String> services = each(component, "provide").stream()
                .map(provide -> provide.getAttribute("interface"))
                .toList();
        Map<String, List<String>> properties = new LinkedHashMap<>();
        for (Element property : each(component, "property")) {
            String value = property.getAttribute("value");
            properties.put(
                    property.getAttribute("name"),
                    property.hasAttribute("value")
                            ? List.of(value)
                            : property.getTextContent()
                                    .lines()
                                    .map(String::strip)
                                    .filter(line -> !line.isEmpty())
                                    .toList());
        }
        String implementation = each(component, "implementation").stream()
                .map(element -> element.getAttribute("class"))
                .findFirst()
                .orElse("");
        return new ComponentFile(component.getAttribute("name"), implementation, services, properties);
    }

    private static List<Element> each(Element element, String name) {
        NodeList found = element.getElementsByTagNameNS("*", name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }
}
