// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the Metatype documents of a bundle declare. Does not resolve the bundle. */
final class BundleOptions {

    private static final Logger LOG = LoggerFactory.getLogger(BundleOptions.class);
    private static final String FOLDER = "OSGI-INF/metatype";

    private BundleOptions() {}

    static List<OptionSet> of(Bundle bundle) {
        Enumeration<String> paths = bundle.getEntryPaths(FOLDER);
        List<OptionSet> sets = new ArrayList<>();
        for (String path : paths == null ? List.<String>of() : Collections.list(paths)) {
            URL document = path.endsWith(".xml") ? bundle.getEntry(path) : null;
            if (document == null) {
                continue;
            }
            try (InputStream stream = document.openStream()) {
                sets.addAll(MetatypeReader.read(bundle.getSymbolicName(), stream));
            } catch (IOException | XMLStreamException e) {
                LOG.warn(
                        "The options of {} in {} cannot be read; its settings are applied unchecked",
                        bundle.getSymbolicName(),
                        path,
                        e);
            }
        }
        return sets;
    }
}
