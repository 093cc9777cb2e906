// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import io.carillon.events.EventBus;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;

/** Publishes through the bus and waits for the receipt. */
final class CarillonContender implements Contender {

    private final String name;
    private final SmallHost host;
    private final EventBus bus;
    private final EventData data = EventData.json(Payload.json());

    private CarillonContender(String name, SmallHost host) {
        this.name = name;
        this.host = host;
        this.bus = host.bus();
    }

    static CarillonContender open(String name, SmallHost host) {
        return new CarillonContender(name, host);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void append() throws Exception {
        EventDraft draft = EventDraft.builder(Payload.TYPE)
                .subject(Payload.subject())
                .data(data)
                .build();
        bus.publish(draft).toCompletableFuture().get();
    }

    @Override
    public void close() throws Exception {
        host.close();
    }
}
