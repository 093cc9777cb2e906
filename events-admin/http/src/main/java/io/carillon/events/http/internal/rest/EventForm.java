// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

/** How JSON says an event. */
enum EventForm {
    /** A type, and a few attributes by name; the source may be missing. */
    PLAIN,
    /** A CloudEvent with version, id, source and type. */
    CLOUD_EVENT,
    /** A CloudEvent as this API writes it, with what the host added. */
    EXPORTED
}
