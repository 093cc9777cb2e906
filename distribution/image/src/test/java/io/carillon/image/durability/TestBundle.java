// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import io.carillon.image.PluginJar;
import io.carillon.image.durability.hasty.HastyActivator;
import io.carillon.image.durability.load.LoadActivator;
import java.io.IOException;
import java.nio.file.Path;

/** The plugins of these tests. */
public final class TestBundle {

    private TestBundle() {}

    /** The store that acknowledges before it commits. */
    static void hasty(Path jar) throws IOException {
        new PluginJar(HastyActivator.class)
                .header(
                        "Import-Package",
                        "io.carillon.events;version=\"[1.0,2)\",io.carillon.events.store;version=\"[1.0,2)\",org.osgi.framework")
                .write(jar);
    }

    /** The plugin that loads the bus from inside. */
    public static void load(Path jar) throws IOException {
        new PluginJar(LoadActivator.class, History.class, Entry.class, Entry.Kind.class, Pace.class).write(jar);
    }
}
