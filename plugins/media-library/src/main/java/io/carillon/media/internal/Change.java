// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.EventDraft;
import org.jspecify.annotations.Nullable;

/**
 * One difference between a folder and the index: what to publish, and what the index holds once that is done.
 *
 * @param mediaId identity of the file
 * @param draft the event without an id, {@code null} when there is nothing to tell
 * @param removes key that leaves the index, {@code null} when none does
 * @param puts key that enters it with {@code entry}, {@code null} when none does
 * @param folder path of the folder the file is in
 */
record Change(
        String mediaId,
        @Nullable EventDraft draft,
        @Nullable String removes,
        @Nullable String puts,
        FileIndex.@Nullable Entry entry,
        RawPath folder) {}
