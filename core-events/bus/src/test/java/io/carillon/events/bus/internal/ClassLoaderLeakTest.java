// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static io.carillon.events.bus.internal.BusFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.EventBus;
import io.carillon.events.bus.internal.plugin.PluginIdentity;
import io.carillon.events.bus.internal.plugin.PluginView;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ClassLoaderLeakTest {

    /** Loads the plugin's classes a second time, as a bundle has its own. */
    private static final class PluginLoader extends ClassLoader {

        PluginLoader() {
            super(ClassLoaderLeakTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(LeakingPlugin.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void nothing_of_a_plugin_is_left_when_its_view_is_closed() throws Exception {
        try (BusFixture bus = BusFixture.running()) {
            WeakReference<ClassLoader> loader = runPlugin(bus, new ArrayList<>());

            await().untilAsserted(() -> {
                System.gc();
                assertThat(loader.get()).isNull();
            });
        }
    }

    @Test
    void a_thread_of_its_pool_that_somebody_keeps_keeps_nothing_of_it() throws Exception {
        try (BusFixture bus = BusFixture.running()) {
            List<Thread> kept = new ArrayList<>();
            WeakReference<ClassLoader> loader = runPlugin(bus, kept);
            assertThat(kept).isNotEmpty();

            await().untilAsserted(() -> {
                System.gc();
                assertThat(loader.get()).isNull();
            });
            assertThat(kept).noneMatch(Thread::isAlive);
        }
    }

    @Test
    void a_thread_of_the_bus_that_a_plugin_had_made_keeps_nothing_of_it() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> made = new ArrayList<>();
        WeakReference<ClassLoader> loader = makeThread(made, end);
        try {
            await().untilAsserted(() -> {
                System.gc();
                assertThat(loader.get()).isNull();
            });
            assertThat(made).hasSize(1).allMatch(Thread::isAlive);
        } finally {
            end.countDown();
        }
    }

    private static WeakReference<ClassLoader> makeThread(List<Thread> made, CountDownLatch end) throws Exception {
        PluginLoader loader = new PluginLoader();
        @SuppressWarnings("unchecked")
        Function<Runnable, Thread> maker =
                (Function<Runnable, Thread>) loader.loadClass(LeakingPlugin.ThreadMaker.class.getName())
                        .getConstructor()
                        .newInstance();
        Thread thread = maker.apply(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        made.add(thread);
        return new WeakReference<>(loader);
    }

    private static WeakReference<ClassLoader> runPlugin(BusFixture bus, List<Thread> threads) throws Exception {
        PluginLoader loader = new PluginLoader();
        PluginView view = bus.core.open(new PluginIdentity("leaking", "1.0.0", loader));
        @SuppressWarnings("unchecked")
        Function<EventBus, CompletionStage<?>> plugin = (Function<EventBus, CompletionStage<?>>)
                loader.loadClass(LeakingPlugin.class.getName()).getConstructor().newInstance();
        assertThat(plugin.getClass()).isNotEqualTo(LeakingPlugin.class);

        get(plugin.apply(view));
        await().until(() -> bus.core
                .subscriptions()
                .get("leaking:d")
                .map(status -> status.counts().handled() == 1)
                .orElse(false));
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("plugin leaking "))
                .forEach(threads::add);
        bus.core.close(view);
        return new WeakReference<>(loader);
    }
}
