// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Whether a host could listen where it is told to.
 *
 * @param settings of this machine
 */
record PortCheck(LocalSettings settings) {

    private static final String NAME = "port";
    private static final String OTHER =
            "stop that, or choose another: carillon run --set http.port=9090, or conf/carillon.json";

    /**
     * What was found; of a host that runs nothing is tried, and what it says counts.
     *
     * @param url of the host; empty if it does not say
     */
    Finding finding(boolean running, String url) {
        if (running) {
            return url.isEmpty()
                    ? Finding.warning(NAME, "a host is starting or stopping", "carillon status tells when it is ready")
                    : Finding.ok(NAME, url + ", which the host has");
        }
        String bind = settings.value("http.bind");
        String port = settings.value("http.port");
        String place = bind + " port " + port;
        if (!port.matches("[0-9]{1,5}")) {
            return Finding.warning(NAME, "no port is known", "see the settings");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(bind), Integer.parseInt(port)));
            return Finding.ok(NAME, place + (port.equals("0") ? ", which is any that is free" : " is free"));
        } catch (IOException | IllegalArgumentException e) {
            return Finding.problem(NAME, place + " cannot be used: " + e.getMessage(), OTHER);
        }
    }
}
