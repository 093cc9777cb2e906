// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.carillon.events.admin.NewUser;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.patience.Patience;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.FrameworkEvent;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TlsIT {

    private static final String SECRET = "changed-by-the-test";

    @TempDir
    Path home;

    @AfterEach
    void forget() {
        System.clearProperty("carillon.exit");
    }

    /** A PKCS #12 file with a key pair for this machine, made by the JDK's own tool. */
    private Path store(String name) throws Exception {
        Path file = home.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "any",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        SECRET)
                .redirectErrorStream(true)
                .redirectOutput(new File(home.toFile(), name + ".log"))
                .start();
        assertThat(keytool.waitFor()).isZero();
        return file;
    }

    private Path pem(Path store, String name) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, SECRET.toCharArray());
        }
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        Files.writeString(
                home.resolve(name + ".key"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + encoder.encodeToString(
                                keys.getKey("any", SECRET.toCharArray()).getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        return Files.writeString(
                home.resolve(name + ".pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + encoder.encodeToString(keys.getCertificate("any").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    private static SSLSocket connect(URI url, String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {
                            throw new AssertionError("not used here");
                        }

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {
                            assertThat(chain).isNotEmpty();
                        }

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(url.getHost(), url.getPort());
        socket.setSoTimeout((int) Patience.LONGEST.toMillis());
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return socket;
    }

    private static String subject(URI url) throws Exception {
        try (SSLSocket socket = connect(url, "TLSv1.3")) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[2_000];
        int read = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(0, read), StandardCharsets.US_ASCII);
    }

    @Test
    void a_new_certificate_is_served_to_new_connections_without_a_restart() throws Exception {
        Path file = store("first");
        Path next = store("second");
        Map<String, String> settings = Map.of(
                "carillon.set.http.port",
                "0",
                "carillon.set.http.tlsCertificate",
                file.toString(),
                "carillon.set.http.tlsPassword",
                SECRET);
        try (HostFramework host =
                new HostFramework(home, settings).overFakeLog().start()) {
            URI url = ready(host);
            assertThat(url.getScheme()).isEqualTo("https");
            assertThat(subject(url)).isEqualTo("CN=first");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data/run/tls.p12"))))
                    .isEqualTo("rw-------");
            for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
                try (SSLSocket socket = connect(url, protocol)) {
                    assertThat(ask(socket)).startsWith("HTTP/1.1 200");
                }
            }
            try (Socket plain = new Socket(url.getHost(), url.getPort())) {
                plain.setSoTimeout((int) Patience.LONGEST.toMillis());
                assertThat(ask(plain)).doesNotStartWith("HTTP/1.1 200");
            }

            try (SSLSocket old = connect(url, "TLSv1.3")) {
                assertThat(ask(old)).startsWith("HTTP/1.1 200");
                Files.writeString(file, "not a key store");
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                await().until(() -> subject(url).equals("CN=second"));
                assertThat(ask(old)).as("nothing was restarted").startsWith("HTTP/1.1 200");
            }
        }
        assertThat(home.resolve("data/run/tls.p12")).doesNotExist();
    }

    private static URI ready(HostFramework host) throws Exception {
        return URI.create(host.url());
    }

    @Test
    void pem_files_are_read_and_those_that_do_not_belong_together_are_refused() throws Exception {
        Path first = pem(store("first"), "first");
        pem(store("second"), "second");
        Path key = home.resolve("first.key");

        KeyStore loaded =
                TlsFiles.of(first.toString(), key.toString(), "").orElseThrow().load("x".toCharArray());
        assertThat(((X509Certificate) loaded.getCertificate(TlsFiles.ALIAS))
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=first");
        for (Path other : new Path[] {home.resolve("second.key"), home.resolve("missing.key"), first}) {
            TlsFiles files = TlsFiles.of(first.toString(), other.toString(), "").orElseThrow();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> files.load("x".toCharArray()))
                    .withMessageContaining(first.toString());
        }
        assertThat(TlsFiles.of("", "", "")).isEqualTo(Optional.empty());
        assertThatIllegalArgumentException().isThrownBy(() -> TlsFiles.of("", key.toString(), ""));
        assertThatIllegalArgumentException().isThrownBy(() -> TlsFiles.of(first.toString(), "", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> TlsFiles.of("a.p12", key.toString(), ""));
        TlsFiles wrong =
                TlsFiles.of(home.resolve("first.p12").toString(), "", "wrong").orElseThrow();
        assertThatIllegalArgumentException().isThrownBy(() -> wrong.load("x".toCharArray()));
        assertThat(wrong.toString()).doesNotContain("wrong");
    }

    @Test
    void elsewhere_than_on_loopback_it_listens_only_with_users_and_tls_or_a_proxy_that_speaks_it() throws Exception {
        Map<String, String> open = Map.of("carillon.set.http.port", "0", "carillon.set.http.bind", "0.0.0.0");
        Map<String, String> proxied = Map.of(
                "carillon.set.http.port",
                "0",
                "carillon.set.http.bind",
                "0.0.0.0",
                "carillon.set.http.behindTlsProxy",
                "true",
                "carillon.set.http.anonymousPlugins",
                "com.example.intruder",
                "carillon.set.http.publishesPerSecond",
                "1");
        refused("no-users", proxied);
        Path users = home.resolve("first/data/access/users.json");
        try (HostFramework host = new HostFramework(home.resolve("first"), Map.of("carillon.set.http.port", "0"))
                .overFakeLog()
                .start()) {
            ready(host);
            host.users().add(NewUser.of("anna", Role.ADMIN), "purple otter on a tin roof", "test");
        }

        copy(users, "no-tls");
        refused("no-tls", open);
        copy(users, "proxied");
        try (HostFramework host = new HostFramework(home.resolve("proxied"), proxied)
                .overFakeLog()
                .start()) {
            URI url = ready(host);
            Client anybody = new Client("http://127.0.0.1:" + url.getPort(), "");
            assertThat(anybody.get("/livez").status()).isEqualTo(200);
            host.intrude();
            Client.Reply granted = anybody.get("/plugins/com.example.intruder/intruder/x");
            assertThat(granted.status()).as("asked for and granted").isEqualTo(200);
            assertThat(granted.body()).isEqualTo("for null");
            assertThat(anybody.get("/plugins/com.example.other/x").status()).isEqualTo(401);
            Client first = publisher("first", host, url);
            Client.Reply reply = publish(first);
            for (int i = 0; i < 100 && reply.status() == 201; i++) {
                reply = publish(first);
            }
            assertThat(reply.code()).isEqualTo("rate-limited");
            assertThat(reply.headers()).containsEntry("retry-after", "1");
            assertThat(publish(publisher("second", host, url)).status()).isEqualTo(201);
        }
    }

    private static Client publisher(String name, HostFramework host, URI url) {
        String token = host.access()
                .createToken(TokenRequest.of(name, Role.PUBLISHER, Duration.ofHours(1)), "test")
                .text();
        return new Client("http://127.0.0.1:" + url.getPort(), token);
    }

    private static Client.Reply publish(Client client) throws IOException {
        return client.post("application/json", "{\"type\":\"a.b\"}");
    }

    private void copy(Path users, String to) throws IOException {
        Path directory = Files.createDirectories(home.resolve(to).resolve("data/access"));
        Files.copy(users, directory.resolve("users.json"));
    }

    private void refused(String name, Map<String, String> settings) throws Exception {
        System.clearProperty("carillon.exit");
        HostFramework host = new HostFramework(home.resolve(name), settings).overFakeLog();

        host.start();

        assertThat(host.framework().waitForStop(Patience.LONGEST.toMillis()).getType())
                .isEqualTo(FrameworkEvent.STOPPED);
        assertThat(System.getProperty("carillon.exit")).as(name).isEqualTo("7");
    }
}
