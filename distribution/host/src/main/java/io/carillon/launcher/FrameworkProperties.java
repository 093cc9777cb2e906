// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.Constants;

/** What the framework and the bundles are told at start. */
final class FrameworkProperties {

    private FrameworkProperties() {}

    static Map<String, String> of(Directories directories, RunOptions options, String version, int level) {
        Map<String, String> properties = new HashMap<>();
        options.settings().forEach((key, value) -> properties.put("carillon.set." + key, value));
        properties.put("carillon.home", directories.home().toString());
        properties.put("carillon.conf", directories.conf().toString());
        properties.put("carillon.data", directories.data().toString());
        properties.put("carillon.plugins", directories.plugins().toString());
        properties.put("carillon.logs", directories.logs().toString());
        properties.put("carillon.tmp", System.getProperty("java.io.tmpdir"));
        properties.put("carillon.version", version);
        properties.put("carillon.console", Boolean.toString(options.console()));
        properties.put("carillon.safeMode", Boolean.toString(options.safeMode()));

        // The image decides what runs, not what the framework remembers.
        properties.put(
                Constants.FRAMEWORK_STORAGE,
                directories.data().resolve("cache").resolve("framework").toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(level));
        // Bundles that are installed later, plugins, stop before everything of the image.
        properties.put("felix.startlevel.bundle", Integer.toString(level));
        properties.put("felix.service.urlhandlers", "false");

        // What is configured, passwords among it, is applied anew at each start and never written down.
        properties.put("felix.cm.pm", "memory");
        properties.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                directories.conf().resolve("logback.xml").toString());
        properties.put("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN");
        properties.put("org.ops4j.pax.logging.service.frameworkEventsLogLevel", "WARN");
        properties.put("ds.loglevel", "WARN");
        // No port is open until the HTTP bundle asks for one, and the container waits for that without a warning.
        properties.put("org.osgi.service.http.port", "-1");
        properties.put("org.apache.felix.http.require.config", "true");
        properties.put("org.osgi.service.http.host", "127.0.0.1");
        properties.put("org.apache.felix.jetty.websocket.enable", "true");
        return properties;
    }
}
