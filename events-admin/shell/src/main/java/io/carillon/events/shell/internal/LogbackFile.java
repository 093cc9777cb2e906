// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.slf4j.Logger;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * A configuration of Logback in memory.
 *
 * <p>Source: <a href="https://logback.qos.ch/manual/configuration.html">Logback manual, chapter 3</a>; of two elements for
 * one logger the later wins.
 */
final class LogbackFile {

    private final Document document;

    private LogbackFile(Document document) {
        this.document = document;
    }

    static LogbackFile read(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return new LogbackFile(factory.newDocumentBuilder().parse(file.toFile()));
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(file + " is not XML: " + e.getMessage(), e);
        }
    }

    /** The levels in it as they are written, by name of logger. */
    Map<String, String> levels() {
        Map<String, String> levels = new TreeMap<>();
        for (Node node = document.getDocumentElement().getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.hasAttribute("level")) {
                if (element.getTagName().equals("root")) {
                    levels.put(Logger.ROOT_LOGGER_NAME, element.getAttribute("level"));
                } else if (element.getTagName().equals("logger")) {
                    levels.put(element.getAttribute("name"), element.getAttribute("level"));
                }
            }
        }
        return levels;
    }

    /** Sets the level of a logger over what the file says. */
    void set(String logger, LoggerLevel level) {
        boolean root = logger.equals(Logger.ROOT_LOGGER_NAME);
        Element element = document.createElement(root ? "root" : "logger");
        if (!root) {
            element.setAttribute("name", logger);
        }
        element.setAttribute("level", level.name());
        document.getDocumentElement().appendChild(element);
    }

    void write(Path file) throws IOException {
        try {
            TransformerFactory.newInstance()
                    .newTransformer()
                    .transform(new DOMSource(document), new StreamResult(file.toFile()));
        } catch (TransformerException e) {
            throw new IOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
