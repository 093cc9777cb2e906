// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.openapi;

/** The AsyncAPI document of the live streams. */
public final class StreamDocument {

    private StreamDocument() {}

    /** The document as YAML. */
    public static String text() {
        return Resource.text("asyncapi.yaml");
    }
}
