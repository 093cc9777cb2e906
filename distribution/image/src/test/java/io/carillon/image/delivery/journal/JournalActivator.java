// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery.journal;

import io.carillon.events.EventHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** Registers three durable handlers of {@code oracle.load}, each with a journal of its own. */
public final class JournalActivator implements BundleActivator {

    /** Framework or system property: the folder of the journals. */
    public static final String FOLDER = "carillon.journal.folder";

    /** Framework or system property: {@code false} to leave it to the system when lines reach the disk. */
    public static final String SYNCED = "carillon.journal.synced";

    /** The ids of the subscriptions, and the names of the journals. */
    public static final List<String> IDS = List.of("a", "b", "c");

    private final List<Journal> journals = new ArrayList<>();

    @Override
    public void start(BundleContext context) throws IOException {
        String folder = context.getProperty(FOLDER);
        if (folder == null) {
            throw new IllegalStateException("needs the property " + FOLDER);
        }
        boolean synced = !"false".equals(context.getProperty(SYNCED));
        String version = context.getBundle().getVersion().toString();
        for (String id : IDS) {
            Journal journal = Journal.append(Path.of(folder, id + Journal.SUFFIX), version, synced);
            journals.add(journal);
            context.registerService(
                    EventHandler.class,
                    journal,
                    FrameworkUtil.asDictionary(Map.of(
                            "carillon.subscription.types",
                            "oracle.load",
                            "carillon.subscription.id",
                            id,
                            "carillon.subscription.from",
                            "beginning")));
        }
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        for (Journal journal : journals) {
            journal.close();
        }
    }
}
