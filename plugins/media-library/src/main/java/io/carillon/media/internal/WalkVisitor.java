// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What a walk is for. */
interface WalkVisitor {

    /** Takes one verdict. */
    void found(Path path, RawPath raw, FileExaminer.Verdict verdict) throws RootFolder.AwayException;

    /** A file or folder could not be read; the index stays as it is for it. */
    void failed(Path path, IOException why) throws RootFolder.AwayException;

    /**
     * Called between files.
     *
     * @return whether the index was changed meanwhile by something else than {@link #found}
     */
    boolean pause() throws RootFolder.AwayException, InterruptedException;

    /** Everything up to this place was looked at and told of. */
    void passed(Place place);

    /** Scan the verdicts belong to, empty for none. */
    Optional<Scan> scan();
}
