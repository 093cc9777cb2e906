// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is spoken on a WebSocket. */
enum Subprotocol {
    /** Every frame, both ways, is one CloudEvent. Also spoken with a client that asks for nothing. */
    PLAIN("cloudevents.json"),
    /** Subscriptions, credit, acknowledgements, publishing. */
    CONTROL("carillon.v1.json");

    private final String text;

    Subprotocol(String text) {
        this.text = text;
    }

    /** As it is written in the handshake. */
    String text() {
        return text;
    }

    /** The first that both sides speak; empty if there is none. */
    static Optional<Subprotocol> choose(List<String> offered) {
        if (offered.isEmpty()) {
            return Optional.of(PLAIN);
        }
        return offered.stream()
                .flatMap(name -> Arrays.stream(values()).filter(each -> each.text.equals(name)))
                .findFirst();
    }
}
