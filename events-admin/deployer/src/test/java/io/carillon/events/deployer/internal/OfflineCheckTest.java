// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.plugin.GoodActivator;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import io.carillon.events.Subscribe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One jar for each mistake, all against an installation of two bundles. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OfflineCheckTest {

    private static final long MAX = 1 << 20;
    private static final String HERE = String.valueOf(Runtime.version().feature());

    @TempDir
    Path root;

    private Path bundles = Path.of("");
    private final Map<String, TestJar> jars = new LinkedHashMap<>();
    private final Map<String, String> expected = new LinkedHashMap<>();

    /** A handler whose author forgot that it has to be a component. */
    @Subscribe(types = "scan.completed")
    static final class Forgotten implements EventHandler<Map<String, Object>> {

        @Override
        public void handle(Map<String, Object> data, EventContext ctx) {
            throw new IllegalStateException("nobody calls it");
        }
    }

    @BeforeEach
    void install() throws IOException {
        bundles = Files.createDirectories(root.resolve("bundles"));
        Files.createDirectories(bundles.resolve("3"));
        Files.createDirectories(bundles.resolve("5"));
        TestJar.bundle("pax.logging", "2.0.0")
                .header("Export-Package", "org.slf4j;version=2.0.20,org.slf4j.event;version=2.0.20")
                .copyTo(bundles.resolve("3/logging.jar"));
        TestJar.bundle("io.carillon.api", "1.0.0")
                .header("Export-Package", "io.carillon.events;version=1.4.0")
                .copyTo(bundles.resolve("5/api.jar"));
    }

    /** With all that a good one has. */
    private static TestJar good(String id) {
        return TestJar.bundle(id, "1.0.0")
                .header("Bundle-License", "Apache-2.0")
                .header("Bundle-Description", "A plugin");
    }

    private static TestJar started(String id) {
        return good(id).activator(GoodActivator.class);
    }

    private static String component(String implementation, String properties) {
        return "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"c\">" + properties
                + "<service><provide interface=\"io.carillon.events.EventHandler\"/></service><implementation class=\""
                + implementation + "\"/></scr:component>";
    }

    private static String types(String types) {
        return "<property name=\"carillon.subscription.types\" type=\"String\">" + types + "</property>";
    }

    /** With components, each of a class that is there, or is not. */
    private static TestJar handlers(String id, String... descriptions) {
        TestJar jar = good(id).type(Forgotten.class).header("Service-Component", "OSGI-INF/*.xml");
        for (int i = 0; i < descriptions.length; i++) {
            jar.entry("OSGI-INF/c" + i + ".xml", descriptions[i].getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private static byte[] newer() throws IOException {
        byte[] compiled = Objects.requireNonNull(
                        GoodActivator.class.getResourceAsStream("GoodActivator.class"), "its class file")
                .readAllBytes();
        compiled[7] = (byte) (Runtime.version().feature() + 45);
        return compiled;
    }

    /** A jar, and the one thing that is found wrong with it. */
    private void mistake(String finding, TestJar jar) {
        String name = "m" + jars.size() + ".jar";
        jars.put(name, jar);
        expected.put(name, finding);
    }

    private List<Map<String, Object>> check(List<Path> files) throws IOException {
        return new OfflineCheck()
                .apply(
                        Map.of(
                                "bundles", bundles.toString(),
                                "plugins", root.resolve("plugins").toString(),
                                "scratch",
                                        Files.createTempDirectory(root, "scratch")
                                                .toString(),
                                "maxJarBytes", String.valueOf(MAX)),
                        files);
    }

    /** What is not as it should be, as {@code state check: detail}. */
    @SuppressWarnings("unchecked") // it is documented as a list of maps
    private static List<String> wrong(Map<String, Object> result) {
        List<String> wrong = new ArrayList<>();
        for (Map<String, String> finding : (List<Map<String, String>>) Objects.requireNonNull(result.get("findings"))) {
            if (!"ok".equals(finding.get("state"))) {
                wrong.add(finding.get("state") + " " + finding.get("check") + ": " + finding.get("detail"));
                assertThat(finding.get("hint")).as(finding.get("detail")).isNotBlank();
            }
        }
        return wrong;
    }

    @Test
    void each_mistake_is_found_and_nothing_else() throws Exception {
        String main = Forgotten.class.getName();
        String id = "com.example.m";
        mistake("problem jar: it is not an OSGi bundle", TestJar.plain().entry("a.txt", new byte[] {1}));
        mistake(
                "problem jar: its Bundle-Version \"one\" is not",
                started(id + 1).header("Bundle-Version", "one"));
        mistake(
                "problem jar: it embeds the API of the host",
                started(id + 2).entry("io/carillon/events/Event.class", new byte[] {1}));
        mistake("problem jar: it has ", started(id + 3).entry("large.stored", new byte[(int) MAX]));
        mistake("problem jar: its Bundle-SymbolicName io.carillon.api is that of", started("io.carillon.api"));
        mistake("problem jar: the framework does not take it", started(id + 4).header("Import-Package", "a,a"));
        mistake(
                "problem needs: package okhttp3 is missing; it asks for package okhttp3 [4.12,5.0), and nobody here",
                started(id + 5).header("Import-Package", "org.osgi.framework,okhttp3;version=\"[4.12,5)\""));
        mistake(
                "problem needs: package io.carillon.events is missing; it asks for package io.carillon.events [2.0,3.0);"
                        + " there is 1.4 from io.carillon.api",
                started(id + 6).header("Import-Package", "org.osgi.framework,io.carillon.events;version=\"[2.0,3)\""));
        mistake(
                "problem needs: it is built for a newer Java",
                started(id + 7).header("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\""));
        mistake(
                "problem java: class com.example.plugin.GoodActivator is compiled for Java "
                        + (Runtime.version().feature() + 1) + ", and this is Java " + HERE,
                good(id + 8)
                        .header("Bundle-Activator", GoodActivator.class.getName())
                        .entry("com/example/plugin/GoodActivator.class", newer()));
        mistake(
                "problem components: class " + main + " has @Subscribe, but is no component",
                started(id + 9).type(Forgotten.class));
        mistake(
                "problem components: Service-Component names OSGI-INF/gone.xml, which is not in the jar",
                started(id + 10).header("Service-Component", "OSGI-INF/gone.xml"));
        mistake(
                "problem components: component c is of the class com.example.Gone, which is not in the jar",
                started(id + 11)
                        .header("Service-Component", "OSGI-INF/c.xml")
                        .entry(
                                "OSGI-INF/c.xml",
                                component("com.example.Gone", types("a.b")).getBytes(StandardCharsets.UTF_8)));
        mistake(
                "problem components: OSGI-INF/c0.xml describes no component",
                started(id + 12)
                        .header("Service-Component", "OSGI-INF/c0.xml")
                        .entry("OSGI-INF/c0.xml", "<scr:component".getBytes(StandardCharsets.UTF_8)));
        mistake("problem components: handler " + main + " does not say which", handlers(id + 13, component(main, "")));
        mistake(
                "problem components: handler " + main + ": type pattern \"scan.*d\"",
                handlers(id + 14, component(main, types("scan.started\nscan.*d"))));
        mistake(
                "problem components: handlers " + main + " and " + main + " both subscribe as \"main\"",
                handlers(id + 15, component(main, types("a.b")), component(main, types("c.d"))));
        mistake(
                "problem components: Bundle-Activator names the class com.example.Gone",
                good(id + 16).header("Bundle-Activator", "com.example.Gone"));
        mistake("warning components: there is neither a component nor an activator", good(id + 17));
        mistake(
                "problem types: META-INF/carillon/types/scan..done.json is not named by a type",
                started(id + 18).entry("META-INF/carillon/types/scan..done.json", new byte[] {1}));
        mistake(
                "warning imports: DynamicImport-Package: * takes any package",
                started(id + 19).header("DynamicImport-Package", "*"));
        mistake(
                "warning imports: package org.slf4j is imported in any version; here it is 2.0.20",
                started(id + 20).header("Import-Package", "org.osgi.framework,org.slf4j"));
        mistake(
                "warning imports: package org.slf4j is imported from version 1.7 on, incompatible ones included",
                started(id + 21).header("Import-Package", "org.osgi.framework,org.slf4j;version=\"1.7\""));
        mistake(
                "warning packages: class Stray is in no package",
                started(id + 22).entry("Stray.class", new byte[8]));
        mistake(
                "warning packages: it exports com.example.internal",
                started(id + 23).header("Export-Package", "com.example.internal;version=1.0.0"));
        mistake(
                "warning libraries: it embeds org.slf4j, which the host has",
                started(id + 24).entry("org/slf4j/Logger.class", new byte[8]));
        mistake(
                "warning description: there is no licence",
                TestJar.bundle(id + 25, "1.0.0")
                        .activator(GoodActivator.class)
                        .header("Bundle-Description", "A plugin"));
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, TestJar> jar : jars.entrySet()) {
            files.add(jar.getValue().copyTo(root.resolve(jar.getKey())));
        }
        mistake("problem jar: it is no complete jar", TestJar.plain());
        files.add(Files.write(root.resolve("no.jar"), new byte[] {1, 2, 3}));

        List<Map<String, Object>> results = check(files);

        List<String> findings = List.copyOf(expected.values());
        assertThat(results).hasSameSizeAs(findings);
        Map<String, List<String>> otherwise = new LinkedHashMap<>();
        for (int i = 0; i < findings.size(); i++) {
            List<String> wrong = wrong(results.get(i));
            if (wrong.size() != 1 || !wrong.get(0).startsWith(findings.get(i))) {
                otherwise.put(findings.get(i), wrong);
            }
        }
        assertThat(otherwise).as("expected, and found").isEmpty();
    }

    @Test
    void a_good_jar_has_nothing_wrong_and_its_library_counts_from_the_plugins_folder() throws Exception {
        Path plugins = Files.createDirectories(root.resolve("plugins"));
        good("com.example.library")
                .header("Export-Package", "com.example.library;version=1.2.0")
                .copyTo(plugins.resolve("library.jar"));
        started("com.example.hello").header("Import-Package", "gone").copyTo(plugins.resolve("hello-0.9.jar"));
        Files.write(plugins.resolve("broken.jar"), new byte[] {1});
        TestJar hello = handlers(
                        "com.example.hello",
                        component(Forgotten.class.getName(), types("scan.completed") + "<property name=\"x\"/>"))
                .header(
                        "Import-Package",
                        "org.osgi.framework,io.carillon.events;version=\"[1.0,2)\",com.example.library;version=\"[1,2)\"")
                .entry("META-INF/carillon/types/hello.greeted.json", "{}".getBytes(StandardCharsets.UTF_8));
        Path jar = hello.copyTo(root.resolve("hello.jar"));
        Path again = started("com.example.hello").copyTo(root.resolve("again.jar"));

        List<Map<String, Object>> results = check(List.of(jar, again));

        assertThat(wrong(results.get(0))).isEmpty();
        assertThat(results.get(0)).containsEntry("id", "com.example.hello").containsEntry("version", "1.0.0");
        assertThat(wrong(results.get(1)))
                .containsExactly("warning jar: another jar is com.example.hello too, and the host runs one of them");
    }
}
