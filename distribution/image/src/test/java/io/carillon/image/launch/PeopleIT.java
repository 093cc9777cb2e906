// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.image.Installation;
import io.carillon.image.Installation.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the first start to several users and a plugin from elsewhere, by the commands of the product. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PeopleIT {

    private static final String PASSWORD = "purple otter on a tin roof";

    @TempDir
    Path directory;

    private Installation carillon;

    @BeforeEach
    void install() throws IOException {
        carillon = new Installation(directory).with("HOME", directory.toString());
    }

    @AfterEach
    void end() throws InterruptedException {
        carillon.close();
    }

    @Test
    void the_link_leads_to_a_page_that_makes_the_first_user_and_commands_make_the_others() throws Exception {
        carillon.start();
        Answer link = carillon.run("users", "setup-link");
        assertThat(link.exit()).as(link.err()).isZero();
        URI address = URI.create(link.out().strip());
        assertThat(address.getRawFragment()).matches("k=[0-9a-f]{32,}");
        HttpClient browser = HttpClient.newHttpClient();
        URI page = URI.create(address.toString().split("#", 2)[0]);
        assertThat(text(browser, HttpRequest.newBuilder(page).build()).body()).contains("<form method=\"post\"");

        String form = "key=" + address.getRawFragment().substring(2) + "&name=anna&password="
                + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8);
        HttpResponse<String> made = text(
                browser,
                HttpRequest.newBuilder(page)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build());

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(made.body()).contains("anna administers this host", "carillon tokens create");
        Answer late = carillon.run("users", "setup-link");
        assertThat(late.exit()).isEqualTo(5);
        assertThat(late.err())
                .startsWith("error: there are users already\n")
                .contains("carillon users add NAME")
                .doesNotContain("\\n", "user:passwd");
        assertThat(carillon.run("users", "role", "anna", "viewer").exit())
                .as("nobody would administer")
                .isEqualTo(7);
        assertThat(carillon.shell("user:add --role operator bert").exit()).isZero();
        Answer changed = carillon.run("users", "role", "bert", "viewer", "--tenant", "acme", "-o", "json");
        assertThat(changed.out()).as(changed.err()).contains("\"role\":\"viewer\"", "acme");
        assertThat(carillon.run("users", "disable", "bert").exit()).isZero();
        assertThat(carillon.run("users", "ls", "-o", "csv").out()).contains("anna,admin,false", "bert,viewer,true");
        assertThat(carillon.run("users", "rm", "bert", "--force").exit()).isZero();
        assertThat(carillon.run("users", "ls").out()).contains("anna").doesNotContain("bert");
    }

    private static HttpResponse<String> text(HttpClient browser, HttpRequest request) throws Exception {
        return browser.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void a_plugin_is_sent_where_that_is_allowed_and_removed() throws Exception {
        Path shared = carillon.home().resolve("share/plugins");
        Path jar;
        try (var jars = Files.list(shared)) {
            jar = jars.filter(path -> path.getFileName().toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
        Process host = carillon.start();
        Answer refused = carillon.run("plugin", "install", jar.toString());
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err()).contains("plugin-upload-disabled", "carillon.plugins.upload=true");
        carillon.terminate(host);
        carillon.start("--set", "plugins.upload=true");

        Answer sent = carillon.run("plugin", "install", jar.toString(), "-o", "csv");
        assertThat(sent.exit()).as(sent.err()).isZero();
        String id = sent.out().lines().skip(1).findFirst().orElseThrow().split(",", 2)[0];
        awaitState(id, "active");
        Path broken = Files.writeString(directory.resolve("broken.jar"), "no jar");
        Answer wrong = carillon.run("plugin", "install", broken.toString());
        assertThat(wrong.exit()).isEqualTo(7);
        assertThat(wrong.err()).contains("error[plugin-refused]", "no complete jar");
        assertThat(carillon.run("plugin", "rm", id, "--force").exit()).isZero();
        Awaitility.await()
                .atMost(Installation.PATIENCE)
                .until(() -> carillon.run("plugin", "info", id).exit() == 3);
        try (var left = Files.list(carillon.plugins())) {
            assertThat(List.of(left.toArray())).isEmpty();
        }
    }

    private void awaitState(String id, String state) {
        Awaitility.await().atMost(Installation.PATIENCE).until(() -> carillon.run("plugin", "info", id, "-o", "json")
                .out()
                .contains("\"" + state + "\""));
    }
}
