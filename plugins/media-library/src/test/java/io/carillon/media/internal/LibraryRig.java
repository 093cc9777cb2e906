// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventBus;
import io.carillon.events.PluginContext;
import io.carillon.events.PluginState;
import io.carillon.testkit.PluginHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The whole plugin over the test kit's bus and state, with the clock of this machine unless a test brings its own. */
final class LibraryRig implements AutoCloseable {

    /** The longest wait of a test. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final TypeSchemas SCHEMAS = new TypeSchemas();

    private final PluginHarness harness = PluginHarness.empty("io.carillon.media-library");
    private final Path folder;
    private Duration rescan = Duration.ofHours(1);
    private Duration settle = Duration.ofMillis(100);
    private int maxWatched = 1_000;
    private Clock clock = Clock.systemUTC();
    private SortedFolder.Opener opener = Files::newDirectoryStream;
    private UnaryOperator<PluginState> stateView = UnaryOperator.identity();
    private @Nullable MediaLibrary plugin;

    LibraryRig(Path folder) {
        this.folder = folder;
    }

    /** The limit of a time that only an idle machine keeps: -Dcarillon.idle says that this one is. */
    static Duration onIdleMachine(Duration strict) {
        return Boolean.getBoolean("carillon.idle") ? strict : PATIENCE;
    }

    LibraryRig rescanEvery(Duration time) {
        rescan = time;
        return this;
    }

    LibraryRig withClock(Clock other) {
        clock = other;
        return this;
    }

    LibraryRig settleFor(Duration time) {
        settle = time;
        return this;
    }

    LibraryRig watchAtMost(int folders) {
        maxWatched = folders;
        return this;
    }

    /** Something that happens just before a folder is opened. */
    @FunctionalInterface
    interface BeforeOpen {
        void run(Path folder) throws IOException;
    }

    LibraryRig beforeOpen(BeforeOpen before) {
        SortedFolder.Opener real = Files::newDirectoryStream;
        opener = path -> {
            before.run(path);
            return real.open(path);
        };
        return this;
    }

    LibraryRig stateThrough(UnaryOperator<PluginState> view) {
        stateView = view;
        return this;
    }

    PluginHarness harness() {
        return harness;
    }

    MediaLibrary plugin() {
        MediaLibrary running = plugin;
        assertThat(running).as("the plugin is started").isNotNull();
        return Objects.requireNonNull(running);
    }

    /** Starts the plugin with one configured library, {@code films}. */
    LibraryRig start() {
        return start(List.of(new Library("films", folder)));
    }

    LibraryRig start(List<Library> libraries) {
        plugin = new MediaLibrary(harness.bus(), context(), settings(libraries), opener);
        return this;
    }

    MediaSettings settings(List<Library> libraries) {
        return new MediaSettings(libraries, rescan, settle, PATIENCE, 1L << 30, maxWatched);
    }

    void stop() throws InterruptedException {
        plugin().stop();
        plugin = null;
    }

    /** Starts, and waits until the first scan is over and the folder is watched. */
    LibraryRig settle() {
        start();
        return settled();
    }

    LibraryRig settled() {
        await().atMost(PATIENCE).until(() -> state() == LibraryStatus.State.WATCHED);
        return this;
    }

    LibraryStatus.@Nullable State state() {
        try {
            return plugin().status().stream()
                    .filter(status -> status.name().equals("films"))
                    .map(LibraryStatus::state)
                    .findFirst()
                    .orElse(null);
        } catch (IllegalStateException e) {
            return null;
        }
    }

    List<Event> events(String type) {
        return harness.published(type);
    }

    /** The data of the events of a type. */
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> data(String type) {
        return events(type).stream()
                .map(event -> (Map<String, Object>) event.data().value())
                .toList();
    }

    List<Map<String, Object>> awaitData(String type, int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(data(type)).hasSizeGreaterThanOrEqualTo(count));
        return data(type);
    }

    PluginContext context() {
        PluginContext known = harness.context();
        return new PluginContext() {
            @Override
            public String id() {
                return known.id();
            }

            @Override
            public PluginState state() {
                return stateView.apply(known.state());
            }

            @Override
            public Path dataDirectory() {
                return known.dataDirectory();
            }

            @Override
            public Clock clock() {
                return clock;
            }

            @Override
            public ExecutorService executor() {
                return known.executor();
            }
        };
    }

    EventBus bus() {
        return harness.bus();
    }

    /** Ends, and checks that the data of all that was published has the shape its type promises. */
    @Override
    public void close() throws InterruptedException {
        if (plugin != null) {
            stop();
        }
        harness.close();
        SCHEMAS.accept(harness.history());
    }
}
