// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.launcher.Directories;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * The bundles of the installation as a class path of their own, so that what a host does is done by the same classes without
 * one. Those speak in types of the JDK only.
 */
public final class Bundles implements AutoCloseable {

    /** What the logging of the bundles says outside a framework; what matters is thrown. */
    private static final String LOGGING = "org.ops4j.pax.logging.DefaultServiceLog.level";

    private final Path home;
    private final URLClassLoader loader;

    private Bundles(Path home, URLClassLoader loader) {
        this.home = home;
        this.loader = loader;
    }

    /**
     * Opens them.
     *
     * @throws Failure if there are none
     */
    public static Bundles of(Directories directories) {
        System.setProperty(LOGGING, "NONE");
        Path home = directories.home();
        try {
            return new Bundles(home, ImageClasses.of(home));
        } catch (IOException e) {
            throw incomplete(home, e);
        }
    }

    /**
     * Makes what one of their classes is for.
     *
     * @param name of a class with a constructor that takes nothing
     * @param type of the JDK
     * @throws Failure if there is no such class
     */
    public <T> T make(String name, Class<T> type) {
        try {
            return type.cast(loader.loadClass(name).getConstructor().newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw incomplete(home, e);
        }
    }

    private static Failure incomplete(Path home, Throwable cause) {
        return new Failure(
                Exit.FAILED,
                "the bundles in " + home + " cannot do this: " + cause,
                "unpack the distribution again; its parts belong together",
                cause);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
