// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.BeforeClass;
import org.junit.Test;

/** What the built jars of the distribution may use of each other, of the JDK and of the framework. */
public class ArchitectureIT {

    private static final String API = "io.carillon.core-events.api";
    private static final String[] PLATFORM = {"java..", "javax..", "org.osgi..", "org.jspecify.."};

    private static final Map<String, Path> BUNDLES = new TreeMap<>();
    private static final Map<String, Path> PLUGINS = new TreeMap<>();

    @BeforeClass
    public static void find_the_jars() throws IOException {
        Path image = Path.of(System.getProperty("carillon.image"));
        collect(image.resolve("bundles"), BUNDLES);
        collect(image.resolve("share/plugins"), PLUGINS);
        assertTrue("our bundles: " + BUNDLES.keySet(), BUNDLES.size() >= 8);
        assertEquals("our plugins: " + PLUGINS.keySet(), 2, PLUGINS.size());
        assertTrue("classes in our bundles", ours().size() >= 200);
    }

    private static void collect(Path folder, Map<String, Path> into) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                String name = manifest(jar).getValue("Bundle-SymbolicName").replaceAll(";.*", "");
                if (name.startsWith("io.carillon.") || name.startsWith("com.example.")) {
                    into.put(name, jar);
                }
            }
        }
    }

    @Test
    public void only_the_api_exports_packages() {
        BUNDLES.forEach((name, jar) ->
                assertEquals(name, name.equals(API), manifest(jar).getValue("Export-Package") != null));
    }

    @Test
    public void providers_follow_the_api_closely_and_users_loosely() {
        assertImports(bundle("io.carillon.storage-jdbc"), "io.carillon.events.store;version=\"[1.0,1.1)\"");
        assertImports(bundle("io.carillon.storage-memory"), "io.carillon.events.store;version=\"[1.0,1.1)\"");
        assertImports(bundle("io.carillon.core-events"), "io.carillon.events;version=\"[1.0,1.1)\"");
        PLUGINS.forEach((name, jar) -> assertImports(jar, "io.carillon.events;version=\"[1.0,2)\""));
    }

    @Test
    public void annotations_for_the_compiler_are_not_needed_at_run_time() {
        Stream.concat(BUNDLES.values().stream(), PLUGINS.values().stream()).forEach(jar -> {
            String imports = String.valueOf(manifest(jar).getValue("Import-Package"));
            assertTrue(
                    jar + " imports " + imports,
                    !imports.contains("org.jspecify")
                            || imports.contains("org.jspecify.annotations;resolution:=optional"));
        });
    }

    @Test
    public void the_api_needs_the_platform_only() {
        noClasses()
                .should()
                .dependOnClassesThat(resideOutsideOfPackages(concat(PLATFORM, "io.carillon.events..")))
                .check(classes(bundle(API)));
    }

    @Test
    public void packages_of_the_api_have_no_cycles() {
        slices().matching("io.carillon.(**)").should().beFreeOfCycles().check(classes(bundle(API)));
    }

    @Test
    public void nobody_uses_what_is_internal_to_another_bundle() {
        BUNDLES.forEach((name, jar) -> {
            JavaClasses own = classes(jar);
            noClasses()
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("io.carillon..internal..")
                            .and(com.tngtech.archunit.base.DescribedPredicate.describe(
                                    "are of another bundle",
                                    used -> !own.contain(
                                            used.getBaseComponentType().getName()))))
                    .allowEmptyShould(true)
                    .check(own);
        });
    }

    @Test
    public void plugins_see_the_plugin_api_only() {
        PLUGINS.forEach((name, jar) -> noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.carillon.events.store..", "io.carillon.events.admin..")
                        .or(resideInAnyPackage("io.carillon.events..internal..")))
                .check(classes(jar)));
    }

    @Test
    public void nobody_writes_to_the_console_or_runs_programs() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.carillon.events.shell..") // whose trade the console is
                .and() // prints the key of the first login, which no log file may have
                .doNotHaveFullyQualifiedName("io.carillon.events.http.internal.ReadyAnnouncement")
                .and() // tells what is wrong with the log, which the log cannot
                .doNotHaveFullyQualifiedName("io.carillon.logging.TroubleListener")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .orShould()
                .callMethod(Runtime.class, "exec", String.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("javax.naming..")
                .check(ours());
    }

    private static Path bundle(String name) {
        return Objects.requireNonNull(BUNDLES.get(name), name);
    }

    private static JavaClasses ours() {
        return classes(BUNDLES.values().toArray(new Path[0]));
    }

    private static JavaClasses classes(Path... jars) {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            try {
                urls.add(new URL("jar:" + jar.toUri() + "!/"));
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return new ClassFileImporter().importUrls(urls);
    }

    private static void assertImports(Path jar, String expected) {
        String imports = manifest(jar).getValue("Import-Package");
        assertTrue(jar.getFileName() + " imports " + imports, imports.contains(expected));
    }

    private static Attributes manifest(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] concat(String[] first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    public void every_bundle_states_its_licence() {
        List<String> without = Stream.concat(BUNDLES.values().stream(), PLUGINS.values().stream())
                .filter(jar -> manifest(jar).getValue("Bundle-License") == null)
                .map(String::valueOf)
                .toList();
        assertEquals(List.of(), without);
    }
}
