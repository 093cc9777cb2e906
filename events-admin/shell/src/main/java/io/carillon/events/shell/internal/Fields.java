// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.util.ArrayList;
import java.util.List;

/** Names and values, one a line. Not for concurrent use. */
final class Fields {

    private static final int WIDTH = 14;

    private final List<String> lines = new ArrayList<>();

    Fields add(String name, Object value) {
        String text = Printable.text(value.toString());
        lines.add(text.isEmpty() ? name : name + " ".repeat(Math.max(1, WIDTH - name.length())) + text);
        return this;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
