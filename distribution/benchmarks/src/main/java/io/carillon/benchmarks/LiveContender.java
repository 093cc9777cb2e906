// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import io.carillon.events.EventBus;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Publishes through the bus, whose log is in memory since it is not what is measured, and all live clients get it. */
final class LiveContender implements Contender {

    private final SmallHost host;
    private final EventBus bus;
    private final Listeners listeners;
    private final EventData data = EventData.json(Payload.json(FanOut.DATA_BYTES));
    private final AtomicLong published = new AtomicLong();

    private LiveContender(SmallHost host, Listeners listeners) {
        this.host = host;
        this.bus = host.bus();
        this.listeners = listeners;
    }

    static LiveContender open(Path directory) throws Exception {
        SmallHost host = SmallHost.startWithHttp(directory, "memory:");
        String token = host.service(AccessAdmin.class)
                .createToken(TokenRequest.of("listener", Role.VIEWER, Duration.ofHours(1)), "benchmark")
                .text();
        URI server = HttpContender.address(directory.resolve("data/run/ready.json"));
        Listeners listeners = Listeners.connect(
                server,
                "/api/v1/events/ws?type=" + Payload.TYPE,
                "Authorization: Bearer " + token + "\r\nSec-WebSocket-Protocol: cloudevents.json\r\n",
                FanOut.CLIENTS);
        return new LiveContender(host, listeners);
    }

    @Override
    public String name() {
        return "live streams";
    }

    @Override
    public void append() throws Exception {
        EventDraft draft = EventDraft.builder(Payload.TYPE)
                .subject(Payload.subject())
                .data(data)
                .build();
        bus.publish(draft).toCompletableFuture().get();
        published.incrementAndGet();
    }

    @Override
    public void settle() throws Exception {
        listeners.await(published.get() * FanOut.CLIENTS);
    }

    @Override
    public void close() throws Exception {
        listeners.close();
        host.close();
    }
}
