// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The configuration reference says what the built jars say of themselves. Run with {@code -Dcarillon.docs.write=true} to
 * write it anew.
 */
public class ConfigurationReferenceIT {

    private static final Path PAGE = Path.of("..", "..", "docs", "configuration.md");
    private static final String MARK = "<!-- generated from here on -->\n";

    @Test
    public void the_page_is_up_to_date() throws Exception {
        String page = Files.readString(PAGE);
        String head = page.substring(0, page.indexOf(MARK) + MARK.length());
        String expected = head + reference();
        if (Boolean.getBoolean("carillon.docs.write")) {
            Files.writeString(PAGE, expected);
        }
        assertEquals("docs/configuration.md; run with -Dcarillon.docs.write=true", expected, Files.readString(PAGE));
    }

    private static String reference() throws IOException, ParserConfigurationException, SAXException {
        Map<String, String> sections = new TreeMap<>();
        Path image = Path.of(System.getProperty("carillon.image"));
        for (String folder : new String[] {"bundles", "share/plugins"}) {
            try (Stream<Path> files = Files.walk(image.resolve(folder))) {
                for (Path jar :
                        files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                    describe(jar, sections);
                }
            }
        }
        StringBuilder page = new StringBuilder();
        sections.forEach(
                (pid, rows) -> page.append("\n## ").append(pid).append("\n\n").append(rows));
        return page.toString();
    }

    private static void describe(Path path, Map<String, String> sections)
            throws IOException, ParserConfigurationException, SAXException {
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                boolean ours = entry.getName().startsWith("OSGI-INF/metatype/io.carillon")
                        || entry.getName().startsWith("OSGI-INF/metatype/com.example");
                if (ours && entry.getName().endsWith(".xml")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        describe(parse(in), sections);
                    }
                }
            }
        }
    }

    private static Document parse(InputStream in) throws IOException, ParserConfigurationException, SAXException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder().parse(in);
    }

    private static void describe(Document document, Map<String, String> sections) {
        Element definition = (Element) document.getElementsByTagName("OCD").item(0);
        Element designate = (Element) document.getElementsByTagName("Designate").item(0);
        StringBuilder rows = new StringBuilder("| Option | Type | Default | Range | Says |\n|---|---|---|---|---|\n");
        NodeList attributes = definition.getElementsByTagName("AD");
        for (int i = 0; i < attributes.getLength(); i++) {
            Element attribute = (Element) attributes.item(i);
            String many = attribute.getAttribute("cardinality").matches("-?[1-9].*") ? " list" : "";
            rows.append("| `")
                    .append(attribute.getAttribute("id"))
                    .append("` | ")
                    .append(attribute.getAttribute("type").toLowerCase(Locale.ROOT))
                    .append(many)
                    .append(" | ")
                    .append(code(attribute.getAttribute("default")))
                    .append(" | ")
                    .append(range(attribute))
                    .append(" | ")
                    .append(attribute.getAttribute("description").replace("|", "\\|"))
                    .append(" |\n");
        }
        sections.put(designate.getAttribute("pid"), rows.toString());
    }

    private static String range(Element attribute) {
        String min = attribute.getAttribute("min");
        String max = attribute.getAttribute("max");
        if (min.isEmpty() && max.isEmpty()) {
            return "";
        }
        return max.isEmpty() ? min + " or more" : min + " to " + max;
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }
}
