// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.plugin;

import io.carillon.events.PluginContext;
import io.carillon.events.PluginState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.concurrent.ExecutorService;

/** What the host offers one plugin beside the bus. */
public final class PluginSide implements PluginContext {

    private final PluginView view;
    private final Clock clock;
    private final Path dataDirectory;
    private final CommittedState state;

    public PluginSide(PluginView view, PluginServices services) {
        this.view = view;
        this.clock = services.clock();
        this.dataDirectory = services.dataDirectory()
                .resolve("plugins")
                .resolve(view.identity().id());
        this.state = new CommittedState(view.identity().id(), services.store(), services.writer(), view.binding());
    }

    @Override
    public String id() {
        return view.identity().id();
    }

    @Override
    public PluginState state() {
        return state;
    }

    @Override
    public Path dataDirectory() {
        try {
            if (!Files.isDirectory(dataDirectory)) {
                create();
            }
            return dataDirectory;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the data directory of " + id() + ", " + dataDirectory, e);
        }
    }

    private void create() throws IOException {
        boolean posix =
                dataDirectory.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
            // Created with these rights, not given them afterwards: nobody can look in between.
            Files.createDirectories(
                    dataDirectory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(dataDirectory);
        }
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public ExecutorService executor() {
        return view.tasks();
    }
}
