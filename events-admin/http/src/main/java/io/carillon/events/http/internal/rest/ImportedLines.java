// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.EventDraft;
import io.carillon.events.EventsException;
import io.carillon.events.Receipt;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.JobWork;
import io.carillon.events.admin.Principal;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.route.Answer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Publishes the events of a file, under the ids and times they have. What is in the log already is counted; a line that
 * cannot be used is told by its number, and the next one is taken. Records of a host stay with that host. For one use.
 */
final class ImportedLines {

    /** With more errors than these it is given up. */
    static final int MAX_ERRORS = 1_000;

    private static final int IN_FLIGHT = 200;
    private static final int TOLD = 3;

    /** One line on its way into the log. */
    private record Sent(long line, Publication publication) {}

    /** A line that cannot be used. */
    private record Fault(long line, String detail) {}

    private final EventsAdmin log;
    private final Principal principal;
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private final List<Fault> errors = new ArrayList<>();
    private long lines;
    private long imported;
    private long duplicates;
    private long skipped;

    ImportedLines(EventsAdmin log, Principal principal) {
        this.log = log;
        this.principal = principal;
    }

    /** @param form of the file */
    void read(Path input, ImportForm form, JobWork.Progress progress) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(input), 64 * 1024)) {
            EventFile file = form.read(in);
            for (long taken = 1; file.next(); taken++) {
                take(file);
                while (sent.size() >= IN_FLIGHT) {
                    settle();
                }
                if (taken % 100 == 0) {
                    progress.done(file.lines());
                    progress.failed(errors.size());
                    progress.checkCancelled();
                }
            }
            lines = file.lines();
            while (!sent.isEmpty()) {
                settle();
            }
        }
        progress.done(lines);
        progress.failed(errors.size());
    }

    private void take(EventFile file) throws IOException {
        long line = file.line();
        try {
            EventDraft draft = file.draft();
            if (Reserved.isType(draft.type())) {
                skipped++;
                return;
            }
            Reserved.check(draft, principal);
            sent.add(new Sent(line, Publication.of(log, List.of(draft))));
        } catch (ProblemException e) {
            fault(line, e.problem().detail());
        }
    }

    private void settle() {
        Sent first = sent.removeFirst();
        try {
            Receipt receipt = first.publication().await().get(0);
            if (receipt.duplicate()) {
                duplicates++;
            } else {
                imported++;
            }
        } catch (EventsException e) {
            if (e.retryable()) {
                throw new IllegalStateException(
                        "stopped at line " + first.line() + ": " + e.getMessage()
                                + ". Import the same again: what is in the log is not written twice",
                        e);
            }
            fault(first.line(), String.valueOf(e.getMessage()));
        }
    }

    private void fault(long line, String detail) {
        errors.add(new Fault(line, detail));
        errors.sort(
                Comparator.comparingLong(Fault::line)); // what the log refuses is known later than what cannot be read
        if (errors.size() > MAX_ERRORS) {
            throw new IllegalStateException(
                    "given up at line " + line + " with more than " + MAX_ERRORS + " errors, the first at line "
                            + errors.get(0).line() + ": " + errors.get(0).detail());
        }
    }

    /** Whether there were lines and none of them could be used. */
    boolean isUseless() {
        return !errors.isEmpty() && imported + duplicates + skipped == 0;
    }

    String sentence() {
        StringBuilder text = new StringBuilder(imported + " events imported, " + duplicates + " were there already, "
                + skipped + " records of a host were passed by, " + errors.size() + " lines could not be used");
        errors.stream()
                .limit(TOLD)
                .forEach(fault ->
                        text.append("; line ").append(fault.line()).append(": ").append(fault.detail()));
        return text.toString();
    }

    /** How many events it was, for the record. */
    Map<String, Object> figures() {
        return Map.of("imported", imported, "duplicates", duplicates, "skipped", skipped, "unusable", errors.size());
    }

    byte[] report() {
        ObjectNode report = Answer.object()
                .put("lines", lines)
                .put("imported", imported)
                .put("duplicates", duplicates)
                .put("skipped", skipped);
        ArrayNode list = report.putArray("errors");
        errors.forEach(fault -> list.addObject().put("line", fault.line()).put("detail", fault.detail()));
        return report.toString().getBytes(StandardCharsets.UTF_8);
    }
}
