// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobWork;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.http.internal.filter.EventFilter;
import io.carillon.events.http.internal.filter.FilterParser;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.StoredEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Writes events out: a few at once, many into a file by a job. */
final class ExportResource {

    private final Host host;
    private final Clock clock;
    private final EventSearch search;
    private final JobFiles files;

    ExportResource(Host host, Clock clock, EventSearch search, JobFiles files) {
        this.host = host;
        this.clock = clock;
        this.search = search;
        this.files = files;
    }

    /** {@code POST /api/v1/events/export}. */
    Answer export(Call call) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        JsonBody body = JsonBody.of(call, "filter", "from", "to", "format");
        QueryParameters given = QueryParameters.of(call.parameters(), now);
        EventQuery.Builder query =
                given.query().toBuilder().order(EventQuery.Order.ASCENDING).limit(LogReader.MAX_PAGE);
        body.bound("from", now).ifPresent(from -> from.begin(query));
        body.bound("to", now).ifPresent(to -> to.end(query));
        EventFilter filter = body.node("filter")
                .map(node -> FilterParser.parse(node, "#/filter"))
                .orElse(EventFilter.EVERYTHING);
        EventSelection selection = EventSelection.of(
                query.build(),
                EventFilter.all(List.of(given.filter(), filter)),
                call.principal().orElseThrow());
        ExportForm form = form(body.text("format", 20).orElse("ndjson"));
        EventPage first = search.page(selection);
        if (first.next().isPresent()) {
            return job(selection, form, call.principal().orElseThrow().name());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(form.head());
        for (StoredEvent stored : first.events()) {
            bytes.writeBytes(form.line(stored));
        }
        record(call.by(), form, first.events().size());
        return Answer.of(200, form.media(), bytes.toByteArray())
                .with("Content-Disposition", "attachment; filename=\"" + name(form) + "\"");
    }

    private void record(String by, ExportForm form, long events) {
        host.get(AuditAdmin.class)
                .record("carillon.events.exported", "events", by, Map.of("file", name(form), "events", events));
    }

    private static ExportForm form(String text) {
        return switch (text) {
            case "ndjson" -> ExportForm.NDJSON;
            case "csv" -> ExportForm.CSV;
            default -> throw JsonBody.bad("format", "must be ndjson or csv");
        };
    }

    private static String name(ExportForm form) {
        return "events." + form.name().toLowerCase(Locale.ROOT);
    }

    private Answer job(EventSelection selection, ExportForm form, String by) {
        CompletableFuture<JobStatus> known = new CompletableFuture<>();
        JobStatus job = Act.job(() -> host.get(JobsAdmin.class)
                .submit("export", "Export events as " + name(form), "events", by, progress -> {
                    Path output = files.newOutput();
                    boolean complete = false;
                    try {
                        long written = write(selection, form, output, progress);
                        files.keep(known.get(), new JobFiles.Result(output, form.media(), name(form), by));
                        complete = true;
                        record(by, form, written);
                        return written + " events written; fetch them from the job's file";
                    } finally {
                        if (!complete) {
                            files.drop(output);
                        }
                    }
                }));
        known.complete(job);
        return JobResource.accepted(job);
    }

    private long write(EventSelection selection, ExportForm form, Path output, JobWork.Progress progress)
            throws IOException {
        long written = 0;
        try (OutputStream out = JobFiles.open(output)) {
            out.write(form.head());
            EventQuery.Builder query = selection.query().toBuilder();
            EventPage page;
            do {
                progress.checkCancelled();
                page = search.page(selection.with(query.build()));
                for (StoredEvent stored : page.events()) {
                    out.write(form.line(stored));
                    written++;
                }
                progress.done(written);
                page.next().ifPresent(query::cursor);
            } while (page.next().isPresent());
        }
        return written;
    }
}
