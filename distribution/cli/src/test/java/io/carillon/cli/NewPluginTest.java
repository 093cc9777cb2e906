// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.CommandLineRun.Outcome;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project that somebody begins with. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class NewPluginTest {

    @TempDir
    Path directory;

    private Outcome make(String... words) {
        List<String> all = new ArrayList<>(List.of("plugin", "new"));
        all.addAll(List.of(words));
        return new CommandLineRun(directory).run(all.toArray(String[]::new));
    }

    private static List<String> tree(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    private static void compile(Path project, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(project.resolve("src"))) {
            boolean compiled = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of(
                                    "-d",
                                    classes.toString(),
                                    "-Xlint:all,-processing,-classfile",
                                    "-Werror",
                                    "-proc:none"),
                            null,
                            files.getJavaFileObjectsFromPaths(
                                    sources.filter(file -> file.toString().endsWith(".java"))
                                            .toList()))
                    .call();
            assertThat(compiled).as(said.toString()).isTrue();
        }
    }

    @Test
    void its_code_compiles_and_its_own_tests_pass() throws Exception {
        Path project = directory.resolve("mine");

        Outcome made = make("order-mail", "--package", "org.acme.ordermail", "--directory", project.toString());

        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(made.out()).isEqualTo(project + "\n");
        assertThat(made.err()).contains("org.acme.order-mail", "mvn package", "carillon dev");
        assertThat(tree(project))
                .containsExactly(
                        ".gitignore",
                        "README.md",
                        "pom.xml",
                        "src/main/java/org/acme/ordermail/OrderMailPlugin.java",
                        "src/main/resources/META-INF/carillon/types/order-mail.greeted.json",
                        "src/test/java/org/acme/ordermail/OrderMailPluginTest.java");
        for (String file : tree(project)) {
            assertThat(project.resolve(file)).content().as(file).doesNotContainPattern("@[a-z]+@");
        }
        assertThat(project.resolve("pom.xml"))
                .content()
                .contains("<groupId>org.acme</groupId>", "<artifactId>order-mail</artifactId>", "org.acme.order-mail");
        assertThat(Json.parse(Files.readAllBytes(
                                project.resolve("src/main/resources/META-INF/carillon/types/order-mail.greeted.json")))
                        .at("type")
                        .text())
                .isEqualTo("string");

        Path classes = Files.createDirectory(directory.resolve("classes"));
        compile(project, classes);
        int passed = 0;
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> test = loader.loadClass("org.acme.ordermail.OrderMailPluginTest");
            Constructor<?> constructor = test.getDeclaredConstructor();
            constructor.setAccessible(true);
            for (Method method : test.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    method.setAccessible(true);
                    method.invoke(constructor.newInstance());
                    passed++;
                }
            }
        }
        assertThat(passed).isEqualTo(2);
    }

    @Test
    void an_empty_folder_is_filled_and_the_package_follows_the_name() throws Exception {
        Path project = Files.createDirectory(directory.resolve("empty"));

        Outcome made = make("hello", "--directory", project.toString());

        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(tree(project)).contains("src/main/java/com/example/hello/HelloPlugin.java");
        assertThat(project.resolve("pom.xml")).content().contains("<groupId>com.example</groupId>");
    }

    @Test
    void what_cannot_be_made_is_refused_and_nothing_is_written() throws Exception {
        Path full = Files.createDirectory(directory.resolve("full"));
        Files.writeString(full.resolve("mine.txt"), "mine");
        List<List<String>> refused = List.of(
                List.of("Hello"),
                List.of("hello_world"),
                List.of("hello-"),
                List.of("../hello"),
                List.of("h".repeat(41)),
                List.of("hello", "--package", "hello"),
                List.of("hello", "--package", "com..hello"),
                List.of("hello", "--package", "com.Example"),
                List.of("hello", "--package", "com.class.hello"),
                List.of("hello", "--package", "com.example/../x"),
                List.of("hello", "--package", "java.hello"),
                List.of("hello", "--package", "io.carillon.hello"),
                List.of("hello", "--package", "a." + "b".repeat(120)),
                List.of("hello", "--directory", full.toString()),
                List.of("hello", "--directory", full.resolve("mine.txt").toString()),
                List.of(
                        "hello",
                        "--directory",
                        directory.resolve("no/such/place").toString()));
        for (List<String> words : refused) {
            Outcome outcome = make(words.toArray(String[]::new));

            assertThat(outcome.exit()).as(words + " " + outcome.err()).isEqualTo(Exit.REFUSED);
            assertThat(outcome.err()).as(words.toString()).startsWith("error: ").contains("hint: ");
            assertThat(tree(directory)).as(words.toString()).containsExactly("full/mine.txt");
        }
    }

    @Test
    void programs_get_what_was_made_and_people_what_to_publish_for_it() throws Exception {
        Path project = directory.resolve("mine");

        Outcome made = make("order-mail", "--directory", project.toString(), "-o", "json");

        assertThat(made.out()).isEqualTo("{\"id\":\"com.example.order-mail\",\"folder\":\"" + project + "\"}\n");
        Matcher event = Pattern.compile("then: carillon --context dev events pub (\\S+) ")
                .matcher(made.err());
        assertThat(event.find()).as(made.err()).isTrue();
        assertThat(project.resolve("src/main/java/com/example/ordermail/OrderMailPlugin.java"))
                .content()
                .contains("@Subscribe(types = \"" + event.group(1) + "\")");
    }
}
