// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.EventDraft;
import io.carillon.events.Severity;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The events about one library, with the data their schemas describe. */
final class MediaEvents {

    static final String LIBRARY_CREATED = "library.created";
    static final String LIBRARY_DELETED = "library.deleted";
    /** What the types of a scan's events begin with. */
    static final String SCAN = "scan.";

    static final String SCAN_STARTED = "scan.started";
    static final String SCAN_PROGRESS = "scan.progress";
    static final String SCAN_PAUSED = "scan.paused";
    static final String SCAN_RESUMED = "scan.resumed";
    static final String SCAN_COMPLETED = "scan.completed";
    static final String SCAN_FILE_FOUND = "scan.file.found";
    static final String FILE_ADDED = "media.file.added";
    static final String FILE_CHANGED = "media.file.changed";
    static final String FILE_REMOVED = "media.file.removed";

    /** A library holds whatever is in its folder. */
    private static final String MEDIA_KIND = "mixed";

    private final Library library;
    private final String libraryKey;

    MediaEvents(Library library, String libraryKey) {
        this.library = library;
        this.libraryKey = libraryKey;
    }

    static String schema(String type) {
        return "carillon:" + type + ":1";
    }

    String mediaId(RawPath file) {
        return library.mediaId(file);
    }

    EventDraft created(String by) {
        Map<String, Object> data = data();
        data.put("name", library.name());
        data.put("path", RawPath.text(library.root()));
        data.put("mediaKind", MEDIA_KIND);
        data.put("createdBy", by);
        return library(LIBRARY_CREATED, data).id(libraryKey + "-created").build();
    }

    EventDraft deleted(String by, long items) {
        Map<String, Object> data = data();
        data.put("name", library.name());
        data.put("deletedBy", by);
        data.put("itemsRemoved", items);
        data.put("filesDeleted", false);
        return library(LIBRARY_DELETED, data)
                .id(libraryKey + "-deleted")
                .severity(Severity.WARN)
                .build();
    }

    EventDraft scanStarted(Scan scan) {
        Map<String, Object> data = scanData(scan.id());
        data.put("path", RawPath.text(library.root()));
        data.put("mode", scan.order().full() ? "full" : "incremental");
        data.put("startedBy", scan.order().by());
        return scan(SCAN_STARTED, scan.id(), data).id(scan.id() + "-started").build();
    }

    EventDraft scanProgress(String scanId, long number, ScanCounts counts, String currentPath) {
        Map<String, Object> data = scanData(scanId);
        data.put("filesScanned", counts.files());
        data.put("bytesScanned", counts.bytes());
        data.put("currentPath", currentPath);
        return scan(SCAN_PROGRESS, scanId, data)
                .id(scanId + "-progress-" + number)
                .build();
    }

    /** The time tells one pause of a scan from another. */
    EventDraft scanPaused(String scanId, ScanCounts counts, String by, long nowMillis) {
        Map<String, Object> data = scanData(scanId);
        data.put("pausedBy", by);
        data.put("filesScanned", counts.files());
        return scan(SCAN_PAUSED, scanId, data)
                .id(scanId + "-paused-" + nowMillis)
                .build();
    }

    /** @param paused how long it was paused, {@code null} when it was not: the plugin was stopped */
    EventDraft scanResumed(String scanId, ScanCounts counts, String by, @Nullable Duration paused, long nowMillis) {
        Map<String, Object> data = scanData(scanId);
        data.put("resumedBy", by);
        data.put("filesScanned", counts.files());
        put(data, "pausedForMs", paused == null ? null : Math.max(0, paused.toMillis()));
        return scan(SCAN_RESUMED, scanId, data)
                .id(scanId + "-resumed-" + nowMillis)
                .build();
    }

    EventDraft scanCompleted(String scanId, ScanCounts counts, long durationMs) {
        Map<String, Object> data = scanData(scanId);
        data.put("filesScanned", counts.files());
        data.put("added", counts.added());
        data.put("updated", counts.updated());
        data.put("removed", counts.removed());
        data.put("errors", counts.errors());
        data.put("durationMs", durationMs);
        return scan(SCAN_COMPLETED, scanId, data).id(scanId + "-completed").build();
    }

    EventDraft fileFound(String scanId, String mediaId, FileFacts facts, boolean isNew) {
        Map<String, Object> data = scanData(scanId);
        data.put("path", facts.path());
        data.put("sizeBytes", facts.size());
        data.put("mimeType", facts.type().mimeType());
        data.put("isNew", isNew);
        return scan(SCAN_FILE_FOUND, scanId, data).id(scanId + "-" + mediaId).build();
    }

    /** media.file.added or media.file.changed. */
    EventDraft file(
            String type, String mediaId, FileFacts facts, String sha256, Metadata metadata, Optional<String> scanId) {
        Map<String, Object> data = data();
        data.put("mediaId", mediaId);
        data.put("path", facts.path());
        data.put("fileName", facts.fileName());
        data.put("mimeType", facts.type().mimeType());
        data.put("sizeBytes", facts.size());
        data.put("checksumSha256", sha256);
        data.put("kind", facts.type().kind());
        put(data, "title", metadata.title());
        put(data, "artist", metadata.artist());
        put(data, "album", metadata.album());
        put(data, "durationMs", metadata.durationMs());
        put(data, "width", metadata.width());
        put(data, "height", metadata.height());
        put(data, "tags", metadata.tags().isEmpty() ? null : metadata.tags());
        put(data, "metadataError", metadata.error());
        return media(type, mediaId, data, scanId);
    }

    EventDraft removed(String mediaId, String path, Optional<String> scanId) {
        Map<String, Object> data = data();
        data.put("mediaId", mediaId);
        data.put("path", path);
        return media(FILE_REMOVED, mediaId, data, scanId);
    }

    private EventDraft media(String type, String mediaId, Map<String, Object> data, Optional<String> scanId) {
        return EventDraft.builder(type)
                .subject("media/" + mediaId)
                .dataSchema(schema(type))
                .correlationId(scanId.orElse(null))
                .data(data)
                .build();
    }

    private EventDraft.Builder library(String type, Map<String, Object> data) {
        return EventDraft.builder(type)
                .subject("library/" + library.name())
                .dataSchema(schema(type))
                .data(data);
    }

    private static EventDraft.Builder scan(String type, String scanId, Map<String, Object> data) {
        return EventDraft.builder(type)
                .subject("scan/" + scanId)
                .dataSchema(schema(type))
                .correlationId(scanId)
                .data(data);
    }

    private Map<String, Object> scanData(String scanId) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("scanId", scanId);
        data.putAll(data());
        return data;
    }

    private Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("libraryId", library.name());
        return data;
    }

    private static void put(Map<String, Object> data, String name, @Nullable Object value) {
        if (value != null) {
            data.put(name, value);
        }
    }
}
