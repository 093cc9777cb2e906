// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ServerTest {

    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    Path directory;

    private @Nullable HttpServer open;

    @AfterEach
    void stop() {
        if (open != null) {
            open.stop(0);
        }
    }

    private HttpServer start(HttpServer server, byte[] answer, AtomicReference<String> asked) throws IOException {
        open = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                asked.set(exchange.getRequestHeaders().getFirst("Transfer-encoding") + " " + body);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        return server;
    }

    private static Server at(String scheme, String host, HttpServer server) {
        URI url = URI.create(scheme + "://" + host + ":" + server.getAddress().getPort());
        return new Server(new Address(url, "token", "", false), line -> {});
    }

    private static Reply ask(Server server) {
        return server.get(Query.of("/x"));
    }

    @Test
    void a_body_of_unknown_length_arrives_whole() throws IOException {
        AtomicReference<String> asked = new AtomicReference<>();
        HttpServer server = start(HttpServer.create(), new byte[] {'1'}, asked);
        String text = "0123456789".repeat(5_000);
        InputStream slow = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 777));
            }
        };

        Reply reply = at("http", "127.0.0.1", server).send("POST", Query.of("/x"), Map.of(), Body.of(() -> slow));

        assertThat(reply.body()).containsExactly('1');
        assertThat(asked.get()).isEqualTo("chunked " + text);
    }

    @Test
    void a_header_cannot_end_its_line() {
        assertThatThrownBy(() -> new Request(
                        "GET", URI.create("http://h/x"), Map.of("Authorization", "Bearer a\r\nX: y"), Body.NONE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("Authorization")
                .hasMessageNotContaining("Bearer");
    }

    @Test
    void an_answer_too_long_to_be_kept_is_refused() throws IOException {
        HttpServer server = start(HttpServer.create(), new byte[Server.MAX_ANSWER + 1], new AtomicReference<>());

        assertThatThrownBy(() -> ask(at("http", "127.0.0.1", server)))
                .isInstanceOf(Failure.class)
                .hasMessage("the answer has more than 33554432 bytes");
        try (InputStream stream = at("http", "127.0.0.1", server).stream(Query.of("/x"), Map.of())) {
            assertThat(stream.readAllBytes()).hasSize(Server.MAX_ANSWER + 1);
        }
    }

    @Test
    void with_TLS_a_host_proves_by_a_certificate_that_is_trusted_that_the_name_is_its_own() throws Exception {
        KeyStore keys = certificateForLocalhost();
        SSLContext trusting = context(keys);
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(trusting));
        start(server, new byte[] {'1'}, new AtomicReference<>());

        refused(at("https", "localhost", server));
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(trusting);
        try {
            assertThat(ask(at("https", "localhost", server)).body()).containsExactly('1');
            refused(at("https", "127.0.0.1", server));
        } finally {
            SSLContext.setDefault(before);
        }
    }

    @Test
    void with_a_file_of_certificates_those_are_trusted_and_no_others() throws Exception {
        KeyStore keys = certificateForLocalhost();
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        start(server, new byte[] {'1'}, new AtomicReference<>());
        int port = server.getAddress().getPort();
        Path ca = pem("ca.pem", keys.getCertificate("host").getEncoded());

        assertThat(ask(over(port, "localhost", ca)).body()).containsExactly('1');
        refused(over(port, "127.0.0.1", ca));
        assertThatThrownBy(() -> ask(at("https", "localhost", server)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.hint()).contains("--ca FILE"))
                .hasMessageContaining("certificate of https://localhost:" + port + " is not trusted");
        for (Path unusable : new Path[] {
            directory.resolve("none.pem"),
            pem("odd.pem", new byte[] {1, 2, 3}),
            Files.createFile(directory.resolve("e"))
        }) {
            assertThatThrownBy(() -> ask(over(port, "localhost", unusable)))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.exit()).isEqualTo(Exit.INVALID))
                    .hasMessageContaining(unusable.toString());
        }
    }

    private static Server over(int port, String host, Path ca) {
        URI url = URI.create("https://" + host + ":" + port);
        return new Server(new Address(url, "token", ca.toString(), false), line -> {});
    }

    private Path pem(String name, byte[] der) throws IOException {
        return Files.writeString(
                directory.resolve(name),
                "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END CERTIFICATE-----\n");
    }

    private static void refused(Server server) {
        assertThatThrownBy(() -> ask(server))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exit()).isEqualTo(Exit.UNAVAILABLE))
                .hasMessageContaining("https://");
    }

    private KeyStore certificateForLocalhost() throws Exception {
        Path file = directory.resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-alias",
                        "host",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=host",
                        "-ext",
                        "san=dns:localhost")
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static SSLContext context(KeyStore keys) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("host", keys.getCertificate("host"));
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }
}
