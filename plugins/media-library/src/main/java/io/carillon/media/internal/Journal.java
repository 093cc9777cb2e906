// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.Event;
import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.PluginState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Publishes changes in batches and brings the index after them, so that neither a crash nor a stop between the two loses
 * or repeats an event.
 *
 * <p>The state holds the batch before its first event is published, and takes it back in the same write that updates the
 * index. After a crash, {@link #recover} asks the log which events of the batch it has: the index follows those; the
 * others are found as differences again and get the very same ids, made of the library's key, the batch's number and the
 * file's id.
 *
 * <p>Threads: for one thread.
 */
final class Journal {

    /** The most changes, and beside them the most notes, in one batch; so many events are in flight. */
    static final int MAX_BATCH = 100;

    /** The state's value: a number that no finished batch had, and what is under way in it. */
    record Page(long number, List<Line> lines) {}

    /** One change under way. */
    record Line(
            String id,
            String type,
            String subject,
            @Nullable String removes,
            @Nullable String puts,
            FileIndex.@Nullable Entry entry) {}

    private final PluginState state;
    private final EventBus bus;
    private final Patience patience;
    private final Outbox outbox;
    private final FileIndex index;
    private final String pageKey;
    private final String markKey;
    private final String idPrefix;

    private final List<EventDraft> notes = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final Set<String> touched = new HashSet<>();
    private final Set<String> knownFolders = new HashSet<>();
    private long number;
    private @Nullable ScanMark mark;
    private boolean marks;

    /** @param libraryKey tells this life of the library from an earlier one of the same name */
    Journal(PluginState state, EventBus bus, Patience patience, FileIndex index, String library, String libraryKey) {
        this.state = state;
        this.bus = bus;
        this.patience = patience;
        this.outbox = new Outbox(bus, patience);
        this.index = index;
        this.pageKey = key(library);
        this.markKey = ScanMark.key(library);
        this.idPrefix = libraryKey + "-";
    }

    static String key(String library) {
        return "j/" + library;
    }

    /** Settles the batch that was under way when the plugin was last stopped. To be called first. */
    void recover() {
        Page page = patience.until(() -> state.get(pageKey, Page.class)).orElse(new Page(1, List.of()));
        number = page.number();
        Map<String, @Nullable Object> writes = new HashMap<>();
        for (Line line : page.lines()) {
            Optional<Event> latest = patience.until(() -> bus.latest(line.type(), line.subject()));
            if (latest.filter(event -> event.id().equals(line.id())).isPresent()) {
                apply(writes, line.removes(), line.puts(), line.entry());
            }
        }
        if (!page.lines().isEmpty()) {
            boolean some = !writes.isEmpty();
            number = some ? page.number() + 1 : page.number();
            writes.put(pageKey, new Page(number, List.of()));
            patience.until(() -> state.write(writes));
        }
    }

    /** Publishes an event that changes nothing in the index, with the next batch and before its changes. */
    void note(EventDraft draft) {
        notes.add(draft);
        if (notes.size() >= MAX_BATCH) {
            flush();
        }
    }

    /** Takes a change into the next batch. */
    void add(Change change) {
        changes.add(change);
        touched.add(change.mediaId());
        if (changes.size() >= MAX_BATCH) {
            flush();
        }
    }

    /** Brings the index up to date if it is behind for this file. */
    void settle(String mediaId) {
        if (touched.contains(mediaId)) {
            flush();
        }
    }

    /**
     * Keeps how far a scan is with every batch from now on.
     *
     * @param place all before it was taken; {@code null} with the end of the scan
     */
    void mark(@Nullable ScanMark place) {
        mark = place;
        marks = true;
    }

    /** The scan that was under way when the plugin was last stopped. */
    Optional<ScanMark> unfinished() {
        return patience.until(() -> state.get(markKey, ScanMark.class));
    }

    /** Publishes everything taken so far; afterwards the index knows it. */
    void flush() {
        if (changes.isEmpty() && notes.isEmpty()) {
            return;
        }
        Map<String, @Nullable Object> after = new HashMap<>();
        List<Line> lines = new ArrayList<>();
        List<EventDraft> drafts = new ArrayList<>(notes);
        for (Change change : changes) {
            apply(after, change.removes(), change.puts(), change.entry());
            EventDraft draft = change.draft();
            if (draft != null) {
                EventDraft identified = draft.toBuilder()
                        .id(idPrefix + number + "-" + change.mediaId())
                        .build();
                drafts.add(identified);
                lines.add(line(identified, change));
            }
        }
        if (!lines.isEmpty()) {
            begin(lines);
        }
        outbox.publish(drafts, Journal::variant);
        if (!lines.isEmpty()) {
            number++;
            after.put(pageKey, new Page(number, List.of()));
        }
        if (marks) {
            after.put(markKey, mark);
            marks = mark != null;
        }
        if (!after.isEmpty()) {
            patience.until(() -> state.write(after));
        }
        clear();
    }

    /** Takes an empty folder out of the index. */
    void forgetFolder(String key) {
        knownFolders.clear();
        patience.until(() -> state.remove(key));
    }

    /** Drops what was not published, after a failure; it will be found as a difference again. */
    void reset() {
        clear();
        knownFolders.clear();
        marks = false;
        recover();
    }

    private void clear() {
        changes.clear();
        notes.clear();
        touched.clear();
    }

    private void begin(List<Line> lines) {
        Map<String, @Nullable Object> before = new HashMap<>();
        before.put(pageKey, new Page(number, lines));
        for (Change change : changes) {
            if (change.puts() != null && knownFolders.add(change.folder().raw())) {
                before.put(
                        index.folderKey(change.folder()),
                        new FileIndex.Folder(change.folder().raw()));
            }
        }
        if (knownFolders.size() > MAX_BATCH) {
            knownFolders.clear();
        }
        patience.until(() -> state.write(before));
    }

    private static Line line(EventDraft draft, Change change) {
        return new Line(
                draft.id().orElseThrow(),
                draft.type(),
                draft.subject().orElseThrow(),
                change.removes(),
                change.puts(),
                change.entry());
    }

    private static void apply(
            Map<String, @Nullable Object> writes,
            @Nullable String removes,
            @Nullable String puts,
            FileIndex.@Nullable Entry entry) {
        if (removes != null) {
            writes.put(removes, null);
        }
        if (puts != null) {
            writes.put(puts, entry);
        }
    }

    /**
     * For an event whose id the log has with another body: it was published before a crash, and the file changed since.
     * What a scan told then, it does not tell again.
     */
    private static EventDraft variant(EventDraft draft) {
        if (draft.type().startsWith(MediaEvents.SCAN)) {
            return draft;
        }
        String id = draft.id().orElseThrow() + "+";
        if (!draft.type().equals(MediaEvents.FILE_ADDED)) {
            return draft.toBuilder().id(id).build();
        }
        return EventDraft.builder(MediaEvents.FILE_CHANGED)
                .id(id)
                .subject(draft.subject().orElseThrow())
                .dataSchema(MediaEvents.schema(MediaEvents.FILE_CHANGED))
                .correlationId((String) draft.extensions().get(Event.CORRELATION_ID))
                .data(draft.data())
                .build();
    }
}
