// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.log;

import java.lang.reflect.InvocationTargetException;
import org.osgi.service.log.LogReaderService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log service keeps by itself. */
final class LogMemory {

    private static final Logger LOG = LoggerFactory.getLogger(LogMemory.class);

    private LogMemory() {}

    /**
     * Has it keep nothing. The specification has no word for that; pax-logging has one, which its configuration reaches
     * only together with another file of Logback's.
     */
    static void end(LogReaderService log) {
        try {
            log.getClass().getMethod("setMaxEntries", int.class).invoke(log, 0);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            LOG.info(
                    "{} keeps what was logged last: the classes of a plugin that has gone may stay as long",
                    log.getClass(),
                    e);
        }
    }
}
