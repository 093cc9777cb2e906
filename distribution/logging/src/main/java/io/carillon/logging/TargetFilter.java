// SPDX-License-Identifier: Apache-2.0
package io.carillon.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Lets records through to the appender that is chosen. The system property {@value #TARGET} chooses at each record; as long as
 * it is not set, {@value #OTHERWISE} is chosen.
 *
 * <p>Threads: safe for concurrent use.
 */
public final class TargetFilter extends Filter<ILoggingEvent> {

    /** System property with the name of a target. */
    static final String TARGET = "carillon.log.target";

    private static final String OTHERWISE = "console";

    private String target = OTHERWISE;

    /** The target whose records this appender takes. */
    public void setTarget(String target) {
        this.target = target;
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return System.getProperty(TARGET, OTHERWISE).equals(target) ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}
