// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.http.Server;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon events pub}. */
@Command(
        name = "pub",
        aliases = "publish",
        description = "Publish an event, or with - those on standard input: one a line, or a JSON array.",
        footer = {
            "%nExample: carillon events pub scan.completed libraryId=films filesScanned:=1284 --correlation scan-42",
            "         echo '{\"type\":\"a.b\",\"data\":{\"n\":1}}' | carillon events pub -"
        })
public final class PublishCommand implements Callable<Integer> {

    private static final int MAX_ARRAY = 64 * 1024 * 1024;

    private static final List<Column> RECEIPT = List.of(
            Column.text("DURABILITY", "durability"),
            Column.text("SEQUENCE", "sequence"),
            Column.text("TYPE", "type"),
            Column.text("ID", "id"),
            Column.of("", Column.Kind.TEXT, receipt -> receipt.at("duplicate").isTrue() ? "duplicate" : ""));

    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "TYPE", description = "Type of the event, or - for standard input.")
    private String type = "";

    @Parameters(index = "1..*", paramLabel = "FIELD", description = "Data: name=text or name:=json.")
    private List<String> fields = List.of();

    @Option(
            names = "--data",
            paramLabel = "JSON",
            description = "The data as JSON; @FILE reads a file, - standard input.")
    private String data = "";

    @Option(names = "--subject", paramLabel = "SUBJECT", description = "What it is about; orders events.")
    private String subject = "";

    @Option(names = "--source", paramLabel = "SOURCE", description = "Who publishes; the token's name otherwise.")
    private String source = "";

    @Option(names = "--id", paramLabel = "ID", description = "Own id: the same again is no second event.")
    private String id = "";

    @Option(names = "--time", paramLabel = "TIME", description = "When it happened; now otherwise.")
    private String time = "";

    @Option(names = "--correlation", paramLabel = "ID", description = "What it belongs to.")
    private String correlation = "";

    @Option(names = "--causation", paramLabel = "ID", description = "Event that caused it.")
    private String causation = "";

    public PublishCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        Server server = invocation.server();
        if (type.equals("-")) {
            batches(server);
        } else {
            Reply reply = server.post(Query.of("/api/v1/events"), event());
            print(reply, List.of(type));
        }
        return Exit.OK;
    }

    private Json event() throws IOException {
        if (!data.isEmpty() && !fields.isEmpty()) {
            throw new Failure(Exit.REFUSED, "the data is given as fields and with --data", "use one of them");
        }
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", type);
        put(event, "id", id);
        put(event, "source", source);
        put(event, "subject", subject);
        put(event, "time", time);
        put(event, "correlationid", correlation);
        put(event, "causationid", causation);
        Json value = data.isEmpty() ? EventDraft.data(fields) : EventDraft.parse("--data", text(data));
        if (!value.isNull()) {
            event.put("data", value);
        }
        return Json.of(event);
    }

    private static void put(Map<String, Object> event, String name, String value) {
        if (!value.isEmpty()) {
            event.put(name, value);
        }
    }

    private String text(String given) throws IOException {
        if (given.equals("-")) {
            return new String(invocation.terminal().in().readNBytes(MAX_ARRAY), StandardCharsets.UTF_8);
        }
        if (!given.startsWith("@")) {
            return given;
        }
        Path file = Path.of(given.substring(1));
        GivenFile.require(file, "--data '{\"n\":1}', --data @FILE, or - for standard input");
        return Files.readString(file);
    }

    private void batches(Server server) throws IOException {
        InputStream in = invocation.terminal().in();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        EventBatch batch = new EventBatch(server, this::print);
        long number = 0;
        String line = lines.readLine();
        if (line != null && line.stripLeading().startsWith("[")) {
            array(batch, line, lines);
            return;
        }
        for (; line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                String where = "line " + number;
                batch.add(EventDraft.event(EventDraft.parse(where, line), where, source), line.length());
            }
        }
        batch.send();
    }

    private void array(EventBatch batch, String first, BufferedReader rest) throws IOException {
        StringBuilder text = new StringBuilder(first);
        for (String line = rest.readLine(); line != null; line = rest.readLine()) {
            text.append('\n').append(line);
            if (text.length() > MAX_ARRAY) {
                throw new Failure(
                        Exit.INVALID,
                        "the array has more than " + MAX_ARRAY + " characters",
                        "one event a line has no limit");
            }
        }
        List<Json> elements =
                EventDraft.parse("standard input", text.toString()).elements();
        for (int i = 0; i < elements.size(); i++) {
            Json event = EventDraft.event(elements.get(i), "element " + i, source);
            batch.add(event, event.compact().length());
        }
        batch.send();
    }

    /** The receipts, each with the type it is for. */
    private void print(Reply reply, List<String> types) {
        List<Json> receipts = reply.json().at("results").elements();
        List<Json> rows = new ArrayList<>();
        for (int i = 0; i < receipts.size(); i++) {
            Map<String, Json> row = new LinkedHashMap<>(receipts.get(i).members());
            row.putIfAbsent("type", Json.of(i < types.size() ? types.get(i) : ""));
            rows.add(Json.of(row));
        }
        if (invocation.output().columns()) {
            rows.forEach(row -> invocation.output().line(line(row)));
        } else {
            invocation.output().list(reply.body(), rows, RECEIPT);
        }
    }

    private String line(Json receipt) {
        return String.join(
                        "  ",
                        RECEIPT.stream()
                                .map(column ->
                                        Words.safe(column.value().apply(receipt).text()))
                                .toList())
                .stripTrailing();
    }
}
