// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.admin.Role;
import io.carillon.events.http.internal.LiveHost.StreamClient;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients, and clients that take nothing. How long they wait is measured against the goals with
 * {@code -Dcarillon.crowd=2000 -Dcarillon.idlers=300}, which wants a machine of its own.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LiveCrowdIT {

    private static final int CROWD = Integer.getInteger("carillon.crowd", 0);
    private static final int IDLERS = Integer.getInteger("carillon.idlers", 0);
    private static final int BATCH = 100;
    /** Together more than the operating system keeps for a client that does not read. */
    private static final int FLOOD = 2_500;

    private static final String FILLING = " ".repeat(4_000);

    private static final Pattern EVENT = Pattern.compile("id: (\\d{20})\ndata: \\{[^\n]*}\n\n");
    private static final Pattern CHUNK = Pattern.compile("\r\n[0-9A-Fa-f]+\r\n");

    @TempDir
    static Path home;

    private static LiveHost host;
    private static String admin;

    @BeforeAll
    static void start() throws Exception {
        host = LiveHost.start(
                home,
                Map.of(
                        "carillon.set.live.slowSeconds",
                        IDLERS > 0 ? "10" : "6",
                        "carillon.set.live.maxConnectionsPerPrincipal",
                        "10000"));
        admin = host.token("admin", Role.ADMIN);
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    @Test
    void what_is_published_reaches_everybody_once_and_in_order() throws Exception {
        int clients = CROWD > 0 ? CROWD : 100;
        int broadcasts = CROWD > 0 ? 300 : 50;
        try (Crowd crowd = new Crowd()) {
            crowd.join(host.uri(), admin, "?type=broadcast.*", clients);
            crowd.start();
            long pause = CROWD > 0 ? TimeUnit.MILLISECONDS.toNanos(100) : 0;
            long begin = System.nanoTime();
            for (int i = 0; i < broadcasts; i++) {
                LockSupport.parkNanos(begin + i * pause - System.nanoTime());
                host.publish("broadcast.one", "{\"t\":" + System.nanoTime() + "}");
            }
            await().untilAsserted(() -> assertThat(crowd.received()).isEqualTo((long) clients * broadcasts));
            assertThat(crowd.lost()).isZero();
            assertThat(crowd.disordered()).isZero();
            System.out.printf("%d clients, %d events: p99 %.1f ms%n", clients, broadcasts, crowd.p99());
            if (CROWD > 0) {
                assertThat(crowd.p99()).isLessThan(1_000);
            }
        }
    }

    @Test
    void clients_that_take_nothing_are_cut_and_resume_completely_and_harm_nobody() throws Exception {
        int idlers = IDLERS > 0 ? IDLERS : 2;
        double alone = IDLERS > 0 ? flood("flood.alone", idlers) : 0;
        long cut = host.stats().path("slowClientsTotal").asLong();
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < idlers; i++) {
            slow.add(idler("flood.beside"));
        }
        long before = IDLERS > 0 ? heap() : 0;

        double beside = flood("flood.beside", idlers);

        if (IDLERS > 0) {
            long grown = heap() - before;
            System.out.printf(
                    "%d idle beside %d: p99 %.1f ms, alone %.1f ms, heap +%d MiB%n",
                    idlers, idlers, beside, alone, grown >> 20);
            assertThat(beside).isLessThanOrEqualTo(alone * 2);
            assertThat(grown).isLessThan(64L << 20);
        }
        await().untilAsserted(() ->
                assertThat(host.stats().path("slowClientsTotal").asLong()).isEqualTo(cut + idlers));
        for (Socket idler : slow) {
            assertResumes(idler, "flood.beside");
        }
    }

    /** As many readers as there are idle ones; what they waited for at most, in milliseconds. */
    private static double flood(String type, int readers) throws Exception {
        try (Crowd crowd = new Crowd()) {
            crowd.join(host.uri(), admin, "?type=" + type, readers);
            crowd.start();
            for (int i = 0; i < FLOOD; i += BATCH) {
                List<EventDraft> batch = new ArrayList<>();
                for (int j = i; j < i + BATCH; j++) {
                    String data = "{\"t\":" + System.nanoTime() + "}" + FILLING;
                    batch.add(EventDraft.builder(type)
                            .source("/crowd")
                            .data(EventData.of("application/json", data.getBytes(StandardCharsets.UTF_8)))
                            .build());
                }
                host.events().publish(batch).toCompletableFuture().get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS);
                long sent = (long) readers * (i + BATCH);
                await().pollInterval(Duration.ofMillis(10)).until(() -> crowd.received() == sent);
            }
            assertThat(crowd.lost()).isZero();
            assertThat(crowd.disordered()).isZero();
            return crowd.p99();
        }
    }

    /** A client that asks and then does nothing. */
    private static Socket idler(String type) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(host.uri().getHost(), host.uri().getPort()));
        socket.setSoTimeout((int) Patience.LONGEST.toMillis());
        socket.getOutputStream()
                .write(("GET /api/v1/events/stream?type=" + type + " HTTP/1.1\r\nHost: "
                                + host.uri().getAuthority() + "\r\nAuthorization: Bearer " + admin + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().read(); // it is let in
        return socket;
    }

    /** Reads a part of what came before the connection was cut, and the rest behind the last whole event of that. */
    private static void assertResumes(Socket idler, String type) throws IOException {
        byte[] part;
        try (idler) {
            part = idler.getInputStream().readNBytes(64 * 1024);
        }
        Matcher frames = EVENT.matcher(
                CHUNK.matcher(new String(part, StandardCharsets.UTF_8)).replaceAll(""));
        int seen = 0;
        String last = "0";
        while (frames.find()) {
            assertThat(frames.group(1)).isGreaterThan(last);
            seen++;
            last = frames.group(1);
        }
        assertThat(seen).as("events before the cut").isBetween(1, FLOOD - 1);
        try (StreamClient client = host.stream(admin, "type=" + type, "Last-Event-ID: " + last)) {
            for (LiveHost.Frame frame = client.next();
                    !frame.event().equals("carillon.caughtup");
                    frame = client.next()) {
                assertThat(frame.event()).isEmpty();
                assertThat(frame.id()).isGreaterThan(last);
                seen++;
                last = frame.id();
            }
        }
        assertThat(seen).isEqualTo(FLOOD);
    }

    private static long heap() {
        Runtime.getRuntime().gc();
        Runtime.getRuntime().gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
