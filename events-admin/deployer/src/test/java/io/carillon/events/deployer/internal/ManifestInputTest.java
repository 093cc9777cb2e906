// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.inputs.MutatedInputs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ManifestInputTest {

    private static final int LONGEST_ID = 200;

    @Test
    void a_manifest_is_read_or_refused_with_a_hint() {
        MutatedInputs.feed(
                List.of("""
                        Manifest-Version: 1.0
                        Bundle-ManifestVersion: 2
                        Bundle-SymbolicName: com.example.hello;singleton:=true
                        Bundle-Version: 1.2.0.SNAPSHOT
                        Bundle-Name: Hello
                        Import-Package: a;b;version="[1.0,2)",
                         org.osgi.framework
                        Export-Package: a.b;uses:="c,d"
                        """, """
                        Manifest-Version: 1.0
                        Bundle-ManifestVersion: 2
                        Bundle-SymbolicName: a-b_c
                        Export-Package: io.carillon
                        Fragment-Host: system.bundle;extension:=framework
                        """),
                input -> {
                    byte[] content = input.getBytes(StandardCharsets.UTF_8);
                    JarManifest manifest = JarManifest.parse(content);
                    assertThat(manifest.id()).isNotEmpty().hasSizeLessThanOrEqualTo(LONGEST_ID);
                    assertThat(manifest.version()).isNotNull();
                    assertThat(manifest.foreignImports()).hasSizeLessThanOrEqualTo(content.length);
                    manifest.check();
                },
                JarRefusedException.class,
                refusal -> {
                    assertThat(refusal.why().problem()).isNotBlank();
                    assertThat(refusal.why().hint()).isNotBlank();
                });
    }

    @Test
    void every_header_has_clauses_that_are_read_again_as_they_were_written() {
        MutatedInputs.feed(
                List.of(
                        "a;b;version=\"[1.0,2)\";x:=\"y,z\",c.d",
                        "com.example.hello;singleton:=true",
                        "osgi.service;filter:=\"(&(objectClass=a.B)(x=1))\";effective:=active"),
                input -> {
                    List<HeaderClause> clauses = HeaderClause.parse(input);
                    List<String> texts =
                            clauses.stream().map(HeaderClause::text).toList();

                    assertThat(String.join("", texts)).hasSizeLessThanOrEqualTo(input.length() + clauses.size());
                    for (int i = 0; i < texts.size() - 1; i++) { // a quote may be open in the last one only
                        assertThat(HeaderClause.parse(texts.get(i))).containsExactly(clauses.get(i));
                    }
                });
    }

    @Test
    void every_filter_has_a_range_of_versions_or_none() {
        MutatedInputs.feed(
                List.of(
                        "(&(osgi.wiring.package=a.b)(version>=1.2.0)(!(version>=2.0.0)))",
                        "(&(a=b)(!(version<=1.0.0))(version<=1.5.0))",
                        "(version=1.0.0)"),
                input -> assertThat(VersionText.range(input, "version"))
                        .hasSizeLessThanOrEqualTo(2 * input.length() + "[,]".length()));
    }
}
