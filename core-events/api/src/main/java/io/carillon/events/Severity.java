// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

/** How serious an event is, as in the CloudEvents extension {@code severitytext}; in rising order. */
public enum Severity {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    FATAL
}
