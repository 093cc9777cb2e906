// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.nio.file.Path;

/** A library whose files stay known although it is not watched. */
record DormantLibrary(String name, LibraryRecord record) {

    LibraryStatus status() {
        return new LibraryStatus(
                name,
                Path.of(record.path()),
                LibraryStatus.State.STOPPED,
                0,
                null,
                why() + "; or forget it with library:remove " + name);
    }

    /** Why it is not watched, and what would change that. */
    String why() {
        return record.origin().equals(LibraryRecord.SHELL)
                ? "another library has its folder; take one of them away"
                : "configured no longer; configure it again";
    }
}
