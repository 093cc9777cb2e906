// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Failure;
import io.carillon.launcher.Directories;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;

/**
 * Whether a store can be reached.
 *
 * @param url of the store
 */
public record StoreCheck(Directories directories, String url) {

    /** Of what is found. */
    public static final String NAME = "store";

    private static final int PATIENCE = 5_000;
    private static final int POSTGRESQL = 5432;

    /** What was found. */
    public Finding finding() {
        if (url.startsWith(StoreFile.SCHEME)) {
            return file(StoreFile.of(directories, url));
        }
        if (url.startsWith("postgresql:")) {
            return server(url);
        }
        if (url.startsWith("memory:")) {
            return Finding.warning(NAME, "events are kept in memory", "they are gone with the process; see store.url");
        }
        return Finding.problem(NAME, "no store is known", "see the settings: carillon config explain store.url");
    }

    private static Finding file(StoreFile store) {
        if (!Files.exists(store.path())) {
            return Finding.ok(NAME, store.path() + ", which the first start makes");
        }
        try {
            return Finding.ok(NAME, store.path() + " opens, last position " + store.head());
        } catch (Failure e) {
            return Finding.problem(NAME, String.valueOf(e.getMessage()), e.hint());
        }
    }

    /** Only whether something listens: what is said there needs the password, which stays where it is. */
    private static Finding server(String url) {
        String place = "the server of store.url";
        try (Socket socket = new Socket()) {
            URI address = URI.create(url);
            int port = address.getPort() < 0 ? POSTGRESQL : address.getPort();
            place = address.getHost() + " port " + port;
            socket.connect(new InetSocketAddress(address.getHost(), port), PATIENCE);
            return Finding.ok(NAME, place + " answers");
        } catch (IllegalArgumentException e) {
            return Finding.problem(NAME, "store.url is no address", "like postgresql://host:5432/database");
        } catch (IOException e) {
            return Finding.problem(
                    NAME,
                    place + " does not answer: " + e.getMessage(),
                    "is PostgreSQL running, and is that its address?");
        }
    }
}
