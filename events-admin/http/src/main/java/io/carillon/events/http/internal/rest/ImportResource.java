// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Takes events that were exported, here or elsewhere, by a job. */
final class ImportResource {

    /** The most bytes of one import. */
    static final long MAX_BYTES = 256L * 1024 * 1024;

    private final Host host;
    private final JobFiles files;
    /** Files of jobs that have not ended, or not long ago. */
    private final Map<String, Path> waiting = new ConcurrentHashMap<>();

    ImportResource(Host host, JobFiles files) {
        this.host = host;
        this.files = files;
    }

    /** {@code POST /api/v1/events/import}. */
    Answer take(Call call) throws IOException {
        String contentType = call.header("Content-Type").orElse("");
        ImportForm form = ImportForm.of(contentType);
        RequestBody.requirePlain(call.request());
        forgetEnded();
        Path input = files.newInput();
        boolean queued = false;
        try {
            if (call.request().getContentLengthLong() > MAX_BYTES) {
                throw RequestBody.tooLarge(call.request().getContentLengthLong() + " bytes", MAX_BYTES);
            }
            receive(call.request().getInputStream(), input);
            form.check(input);
            Answer answer = job(input, form, call.principal().orElseThrow());
            queued = true;
            return answer;
        } finally {
            if (!queued) {
                files.done(input);
            }
        }
    }

    private static void receive(InputStream body, Path input) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long start = System.nanoTime();
        long size = 0;
        try (OutputStream out = Files.newOutputStream(input)) {
            for (int read = RequestBody.read(body, buffer, buffer.length);
                    read >= 0;
                    read = RequestBody.read(body, buffer, buffer.length)) {
                size += read;
                if (size > MAX_BYTES) {
                    throw RequestBody.tooLarge("more", MAX_BYTES);
                }
                out.write(buffer, 0, read);
                RequestBody.requireSpeed(size, System.nanoTime() - start);
            }
        }
    }

    private Answer job(Path input, ImportForm form, Principal principal) {
        CompletableFuture<JobStatus> known = new CompletableFuture<>();
        JobStatus job = Act.job(() -> host.get(JobsAdmin.class)
                .submit("import", "Import events", "lines", principal.name(), progress -> {
                    try {
                        ImportedLines lines = new ImportedLines(host.get(EventsAdmin.class), principal);
                        try {
                            lines.read(input, form, progress);
                        } finally {
                            host.get(AuditAdmin.class)
                                    .record("carillon.events.imported", "events", principal.name(), lines.figures());
                        }
                        Path report = files.newOutput();
                        Files.write(report, lines.report());
                        files.keep(
                                known.get(),
                                new JobFiles.Result(report, MediaType.JSON, "import.json", principal.name()));
                        if (lines.isUseless()) {
                            throw new IllegalStateException(lines.sentence());
                        }
                        return lines.sentence();
                    } finally {
                        files.done(input);
                    }
                }));
        known.complete(job);
        waiting.put(job.id(), input);
        return JobResource.accepted(job);
    }

    /** A job that was cancelled before it began did not let its file go. */
    private void forgetEnded() {
        JobsAdmin jobs = host.get(JobsAdmin.class);
        waiting.forEach((job, input) -> {
            if (jobs.get(job).filter(each -> !each.state().ended()).isEmpty()) {
                files.done(input);
                waiting.remove(job);
            }
        });
    }
}
