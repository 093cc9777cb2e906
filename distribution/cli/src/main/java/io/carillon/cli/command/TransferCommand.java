// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Body;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.http.Server;
import io.carillon.cli.local.NewFile;
import io.carillon.cli.output.Format;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Output;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon events export} and {@code import}. */
public final class TransferCommand {

    private static final long ANY_NUMBER = -1;
    private static final String EXPORTED = "carillon events export writes one";

    private TransferCommand() {}

    /** Writes events to a file. */
    @Command(
            name = "export",
            description = "Write events to a file or standard output.",
            footer = "%nExample: carillon events export --type 'order.**' --since 30d --to-file orders.ndjson")
    public static final class Export implements Callable<Integer> {

        private final Invocation invocation;

        @Mixin
        private EventFilter filter = new EventFilter();

        @Mixin
        private TimeRange range = new TimeRange();

        @Option(names = "--format", paramLabel = "FORMAT", description = "ndjson (default) or csv; -o says the same.")
        private String format = "";

        @Option(names = "--to-file", paramLabel = "FILE", description = "Where to; standard output otherwise.")
        private String file = "";

        public Export(Invocation invocation) {
            this.invocation = invocation;
        }

        @Override
        public Integer call() throws IOException {
            if (!file.isEmpty()) {
                NewFile.of(Path.of(file));
            }
            boolean csv = csv();
            Server server = invocation.server();
            Query query = range.addTo(filter.addTo(Query.of("/api/v1/events/export")));
            Reply reply = server.post(query, Json.of(Map.of("format", csv ? "csv" : "ndjson")));
            if (reply.status() != 202) {
                write(new ByteArrayInputStream(reply.body()), csv, ANY_NUMBER);
                return Exit.OK;
            }
            String id = reply.json().at("id").text();
            invocation.hint("job " + Words.safe(id));
            Reply ended = new JobWatch(invocation, server).await(id, "");
            if (JobWatch.exit(ended.json()) != Exit.OK) {
                invocation.output().one(ended.body(), ended.json(), JobWatch.COLUMNS);
                return JobWatch.exit(ended.json());
            }
            try (InputStream body = server.stream(Query.of("/api/v1/jobs/%s/file", id), Map.of())) {
                write(body, csv, (long) ended.json().at("progress", "done").number());
            }
            return Exit.OK;
        }

        /** Whether a table is wanted. */
        private boolean csv() {
            Output output = invocation.output();
            if (format.isEmpty() ? output.is(Format.CSV) : format.equals("csv")) {
                return true;
            }
            boolean other = output.is(Format.JSON) || output.is(Format.RAW) || output.is(Format.TABLE);
            if (other || !format.isEmpty() && !format.equals("ndjson")) {
                throw new Failure(
                        Exit.REFUSED,
                        "events are not exported as " + Words.safe(format.isEmpty() ? "that" : format),
                        "-o ndjson or -o csv");
            }
            return false;
        }

        private void write(InputStream body, boolean csv, long expected) throws IOException {
            if (file.isEmpty()) {
                EventCount out = new EventCount(invocation.terminal().out(), csv);
                body.transferTo(out);
                out.flush();
                if (invocation.terminal().out().checkError()) {
                    throw new Failure(Exit.OUTPUT_CLOSED, "nobody reads the output any more", "");
                }
                require(out.events(), expected);
                return;
            }
            Path target = Path.of(file);
            // What was broken off is not taken for the whole.
            Path part = target.resolveSibling(target.getFileName() + ".part");
            long events;
            try {
                try (EventCount out = new EventCount(
                        Files.newOutputStream(
                                part,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE),
                        csv)) {
                    body.transferTo(out);
                    events = out.events();
                }
                require(events, expected);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            invocation.hint(Words.safe(file) + ": " + events + " events, " + Files.size(target) + " bytes");
        }

        private static void require(long events, long expected) {
            if (expected != ANY_NUMBER && events != expected) {
                throw new Failure(
                        Exit.FAILED,
                        "the host wrote " + expected + " events and " + events + " of them came",
                        "export again");
            }
        }
    }

    /** Reads events from a file. */
    @Command(
            name = "import",
            description =
                    "Append the events of a file, one a line or a table; those that are in the log already are skipped.",
            footer = "%nExample: carillon events import orders.ndjson")
    public static final class Import implements Callable<Integer> {

        private final Invocation invocation;

        @Parameters(paramLabel = "FILE", description = "NDJSON or CSV, may be gzip; - is standard input.")
        private String file = "";

        @Option(names = "--format", paramLabel = "FORMAT", description = "ndjson or csv; otherwise as the name ends.")
        private String format = "";

        @Option(names = "--no-wait", description = "Do not follow the job.")
        private boolean noWait;

        public Import(Invocation invocation) {
            this.invocation = invocation;
        }

        @Override
        public Integer call() throws IOException {
            boolean csv = csv();
            look();
            Server server = invocation.server();
            Reply reply = server.send(
                    "POST",
                    Query.of("/api/v1/events/import"),
                    Map.of("Content-Type", csv ? "text/csv" : "application/x-ndjson"),
                    Body.of(this::open));
            Json job = reply.json();
            String id = job.at("id").text();
            invocation.hint("job " + Words.safe(id));
            if (noWait) {
                invocation.output().one(reply.body(), job, JobWatch.COLUMNS);
                return Exit.OK;
            }
            return new JobWatch(invocation, server).follow(id, "");
        }

        /** Whether it is a table. */
        private boolean csv() {
            if (format.isEmpty()) {
                return file.endsWith(".csv") || file.endsWith(".csv.gz");
            }
            if (!format.equals("csv") && !format.equals("ndjson")) {
                throw new Failure(
                        Exit.REFUSED, "events are not imported as " + Words.safe(format), "--format ndjson or csv");
            }
            return format.equals("csv");
        }

        /** Looks before a host is asked. A pipe is a file too. */
        private void look() {
            Path path = Path.of(file);
            if (file.equals("-") || !Files.isDirectory(path) && Files.isReadable(path)) {
                return;
            }
            GivenFile.require(path, EXPORTED);
            throw new Failure(Exit.REFUSED, Words.safe(file) + " is a file that this account may not read", EXPORTED);
        }

        private InputStream open() {
            try {
                if (file.equals("-")) {
                    return invocation.terminal().in();
                }
                InputStream in = Files.newInputStream(Path.of(file));
                return file.endsWith(".gz") ? new GZIPInputStream(in) : in;
            } catch (IOException e) {
                throw new Failure(Exit.REFUSED, "cannot read " + Words.safe(file) + ": " + e, "", e);
            }
        }
    }
}
