// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import jakarta.servlet.ServletRequest;

/**
 * A request as it came to the edge.
 *
 * @param address of the client, or of the proxy before it that is not ours
 * @param origin this host as the client calls it, for instance {@code http://127.0.0.1:8080}
 * @param secure whether the client speaks TLS
 */
public record Visitor(String address, String origin, boolean secure) {

    private static final String ATTRIBUTE = Visitor.class.getName();

    /** Keeps it with its request. */
    public void attach(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The visitor of a request that passed the gate. */
    public static Visitor of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Visitor visitor) {
            return visitor;
        }
        throw new IllegalStateException("the request did not pass the gate");
    }

    /** Address of who asks: the client's once the gate looked, of who connected before. */
    public static String address(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Visitor visitor ? visitor.address() : request.getRemoteAddr();
    }

    /**
     * What its failures and anonymous requests are counted by: the address, or the network of one site, since one site has
     * as many addresses of version 6 as it likes.
     */
    public String site() {
        return AddressRange.literal(address)
                .filter(bytes -> bytes.length == 16)
                .map(bytes -> java.util.HexFormat.of().formatHex(bytes, 0, 8))
                .orElse(address);
    }
}
