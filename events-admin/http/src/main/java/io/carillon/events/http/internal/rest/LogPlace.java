// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.route.Parameters;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the host's log, after the record of this number. Numbers begin anew with each process.
 *
 * @param process when it began, in milliseconds
 * @param number of the record; 0 before the first
 */
record LogPlace(long process, long number) {

    private static final long THIS_PROCESS =
            ManagementFactory.getRuntimeMXBean().getStartTime();
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    /** A place in the log of this process. */
    static LogPlace here(long number) {
        return new LogPlace(THIS_PROCESS, number);
    }

    /** Reads the parameter {@code after}. */
    static LogPlace parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw Parameters.bad("after", "is no place in the log; take next of an answer");
        }
        return new LogPlace(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)));
    }

    boolean isHere() {
        return process == THIS_PROCESS;
    }

    String text() {
        return process + "-" + number;
    }
}
