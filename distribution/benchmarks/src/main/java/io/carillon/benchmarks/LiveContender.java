// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** All live clients get what is published, through the live streams as they are shipped. The log is in memory. */
final class LiveContender implements Contender {

    private final SmallHost host;
    private final Listeners listeners;
    private final Source source;

    private LiveContender(SmallHost host, Listeners listeners) {
        this.host = host;
        this.listeners = listeners;
        this.source = new Source(host.bus(), listeners);
    }

    static LiveContender open(Path directory) throws Exception {
        SmallHost host = SmallHost.startWithHttp(directory, FanOut.LOG);
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
        source.publish();
    }

    @Override
    public int batch() {
        return Source.BATCH;
    }

    @Override
    public void settle() throws Exception {
        source.settle();
    }

    @Override
    public void close() throws Exception {
        listeners.close();
        host.close();
    }
}
