// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MetatypeReaderTest {

    /** A document like those that bnd writes. */
    static String document(String pid, String attributes) {
        return "<?xml version='1.0' encoding='UTF-8'?>"
                + "<metatype:MetaData xmlns:metatype='http://www.osgi.org/xmlns/metatype/v1.4.0'>"
                + "<OCD id='ocd' name='Options'>" + attributes + "</OCD>"
                + "<Designate pid='" + pid + "'><Object ocdref='ocd'/></Designate></metatype:MetaData>";
    }

    static List<OptionSet> read(String document) throws XMLStreamException {
        return MetatypeReader.read("test", new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void options_are_read_with_type_limits_and_choices() throws Exception {
        List<OptionSet> sets = read(document(
                "carillon.store",
                "<AD id='url' type='String'/>"
                        + "<AD id='mode' type='String' cardinality='2'><Option label='a' value='a'/></AD>"
                        + "<AD id='size' type='Long' min='1' max='9'/>"));

        assertThat(sets).singleElement().satisfies(set -> {
            assertThat(set.pid()).isEqualTo("carillon.store");
            assertThat(set.factory()).isFalse();
            assertThat(set.options())
                    .containsEntry("url", new Option("url", OptionType.STRING, 0, null, null, List.of(), null, ""))
                    .containsEntry("mode", new Option("mode", OptionType.STRING, 2, null, null, List.of("a"), null, ""))
                    .containsEntry("size", new Option("size", OptionType.LONG, 0, "1", "9", List.of(), null, ""));
        });
    }

    @Test
    void a_factory_is_known_as_one() throws Exception {
        List<OptionSet> sets = read(document("x", "").replace("pid='x'", "factoryPid='x'"));

        assertThat(sets).singleElement().satisfies(set -> assertThat(set.factory())
                .isTrue());
    }

    @Test
    void entities_are_not_expanded() {
        String declaration = "<?xml version='1.0' encoding='UTF-8'?>";
        String hostile = declaration + "<!DOCTYPE x [<!ENTITY e 'expanded'>]>"
                + document("p", "<AD id='&e;' type='String'/>").substring(declaration.length());

        assertThatThrownBy(() -> read(hostile)).isInstanceOf(XMLStreamException.class);
    }

    @Test
    void a_document_with_a_type_that_does_not_exist_is_refused() {
        assertThatThrownBy(() -> read(document("p", "<AD id='a' type='Colour'/>")))
                .isInstanceOf(XMLStreamException.class);
    }
}
