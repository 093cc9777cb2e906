// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.admin.ClearAdmin;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Parameters;
import io.carillon.events.http.internal.route.PercentCoding;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoredEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads events of the log, and deletes one. */
final class EventResource {

    static final String PATH = "/api/v1/events";

    private static final int MAX_IDS = 100;
    private static final String POSITION = "position:";
    /** Last segments of paths that are no ids. */
    private static final Set<String> WORDS = Set.of(
            "types",
            "health",
            "range",
            "stats",
            "flow",
            "clear",
            "export",
            "import",
            "replay",
            "stream",
            "ws",
            "websocket",
            "explain");

    private final Host host;
    private final Clock clock;
    private final EventSearch search;

    EventResource(Host host, Clock clock, EventSearch search) {
        this.host = host;
        this.clock = clock;
        this.search = search;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** {@code GET /api/v1/events}. */
    Answer list(Call call) throws IOException {
        Parameters parameters = call.parameters();
        if (parameters.has("id")) {
            return byIds(call, parameters);
        }
        return page(call, PATH, QueryParameters.of(parameters, now()), false);
    }

    /** {@code GET /api/v1/events/range}. */
    Answer range(Call call) throws IOException {
        Parameters parameters = call.parameters().rename("start", "from").rename("end", "to");
        for (String required : new String[] {"from", "to"}) {
            if (!parameters.has(required)) {
                throw Parameters.bad(required, "must be given for a range");
            }
        }
        return page(call, PATH + "/range", QueryParameters.of(parameters, now()), true);
    }

    private Answer page(Call call, String path, QueryParameters query, boolean counted) throws IOException {
        EventSelection selection = EventSelection.of(
                query.query(), query.filter(), call.principal().orElseThrow());
        EventPage page = search.page(selection);
        OptionalLong count = counted && selection.counted()
                ? OptionalLong.of(search.timed(() -> host.get(EventsAdmin.class).count(selection.query())))
                : OptionalLong.empty();
        if (page.next().isEmpty()) {
            return PageForm.of(call).answer(page.events(), null, count);
        }
        String cursor = query.cursor(page.next().getAsLong());
        String rest = call.parameters().queryWithout("cursor");
        String link = "<" + path + "?" + rest + (rest.isEmpty() ? "" : "&") + "cursor=" + cursor + ">; rel=\"next\"";
        return PageForm.of(call).answer(page.events(), cursor, count).with("Link", link);
    }

    private Answer byIds(Call call, Parameters parameters) throws IOException {
        List<String> ids = parameters.allow("id", "source").all("id");
        if (ids.size() > MAX_IDS) {
            throw Parameters.bad("id", "can be given " + MAX_IDS + " times, got " + ids.size());
        }
        List<String> sources = parameters.all("source");
        Principal principal = call.principal().orElseThrow();
        List<StoredEvent> items = new ArrayList<>();
        for (String id : ids) {
            host.get(EventsAdmin.class).find(id).stream()
                    .filter(stored ->
                            sources.isEmpty() || sources.contains(stored.event().source()))
                    .filter(stored -> principal.sees(stored.event()))
                    .forEach(items::add);
        }
        return PageForm.of(call).answer(items, null, OptionalLong.empty());
    }

    /** {@code GET /api/v1/events/{id}}. */
    Answer get(Call call) throws IOException {
        StoredEvent stored = oneOrAt(host, call);
        String tag = "\"" + stored.chain() + (stored.deleted() ? "-deleted" : "") + "\"";
        boolean known = call.header("If-None-Match")
                .filter(tags -> tags.equals("*") || tags.contains(tag))
                .isPresent();
        Answer answer = known
                ? Answer.empty(304)
                : Answer.of(200, "application/cloudevents+json; charset=utf-8", EventWriter.one(stored));
        return answer.with("ETag", tag);
    }

    /** {@code DELETE /api/v1/events/{id}}. */
    Answer delete(Call call) {
        StoredEvent stored = one(host, call);
        if (stored.deleted()) {
            throw absent();
        }
        try {
            host.get(ClearAdmin.class)
                    .delete(stored.position(), call.principal().orElseThrow().name());
        } catch (NoSuchElementException e) {
            throw Problem.of(ProblemCode.FORBIDDEN, "records of the host are not deleted")
                    .withHint("Nobody may; what must not be kept does not belong into them.")
                    .toException();
        }
        return Answer.empty(204);
    }

    /** The event of the path, as far as the caller sees it; a problem when there is none or more than one. */
    static StoredEvent one(Host host, Call call) {
        return only(seen(call, host.get(EventsAdmin.class).find(call.variable("id"))));
    }

    /** The same, where the path may hold a position instead: after {@code position:}, or where no id is like it. */
    static StoredEvent oneOrAt(Host host, Call call) {
        EventsAdmin events = host.get(EventsAdmin.class);
        String text = call.variable("id");
        boolean placed = isPlaced(text);
        List<StoredEvent> found = placed ? List.of() : seen(call, events.find(text));
        String digits = placed ? text.substring(POSITION.length()) : text;
        return only(found.isEmpty() ? seen(call, at(events, call, digits)) : found);
    }

    private static boolean isPlaced(String text) {
        return text.startsWith(POSITION) && Bound.DIGITS.matcher(text).matches();
    }

    private static List<StoredEvent> at(EventsAdmin events, Call call, String digits) {
        Optional<Long> position = Members.parsePosition(digits);
        if (position.isEmpty()) {
            return List.of();
        }
        List<StoredEvent> found = events.readAfter(position.get() - 1, 1).stream()
                .filter(stored -> stored.position() == position.get())
                .toList();
        if (found.isEmpty() && !call.principal().orElseThrow().isNarrowed()) {
            LogHead head = events.head();
            throw Act.notFound("event at position " + position.get() + "; the log holds positions " + head.first()
                    + " to " + head.position());
        }
        return found;
    }

    /** What the caller sees of these, and means. */
    private static List<StoredEvent> seen(Call call, List<StoredEvent> of) {
        Parameters parameters = call.parameters();
        Principal principal = call.principal().orElseThrow();
        List<StoredEvent> found = new ArrayList<>(of);
        found.removeIf(stored -> !principal.sees(stored.event()));
        parameters
                .one("source")
                .ifPresent(source ->
                        found.removeIf(stored -> !stored.event().source().equals(source)));
        return found;
    }

    private static StoredEvent only(List<StoredEvent> found) {
        if (found.isEmpty()) {
            throw absent();
        }
        if (found.size() > 1) {
            List<String> sources = found.stream()
                    .limit(10)
                    .map(stored -> stored.event().source())
                    .toList();
            throw Problem.of(
                            ProblemCode.AMBIGUOUS_ID,
                            found.size() + " sources used this id: " + String.join(", ", sources))
                    .toException();
        }
        return found.get(0);
    }

    private static RuntimeException absent() {
        return Act.notFound("event of this id");
    }

    /** Where an event is found again. An id that a path cannot hold is asked for by parameter. */
    static String location(String id) {
        boolean plain = !id.contains("/")
                && !id.contains("\\")
                && !id.contains("%")
                && !id.contains(";")
                && !id.equals(".")
                && !id.equals("..")
                && !isPlaced(id)
                && !WORDS.contains(id);
        return PATH + (plain ? "/" : "?id=") + PercentCoding.encode(id);
    }
}
