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
import java.util.concurrent.CompletionStage;
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
            WeakReference<ClassLoader> loader = runPlugin(bus);

            await().untilAsserted(() -> {
                System.gc();
                assertThat(loader.get()).isNull();
            });
        }
    }

    private static WeakReference<ClassLoader> runPlugin(BusFixture bus) throws Exception {
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
        bus.core.close(view);
        return new WeakReference<>(loader);
    }
}
