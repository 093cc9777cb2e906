// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.carillon.events.TypePattern;
import io.carillon.events.admin.DeadLettersAdmin;
import io.carillon.events.admin.DeadLettersAdmin.Filter;
import io.carillon.events.admin.DeadLettersAdmin.Item;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.EntityTag;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Parameters;
import io.carillon.events.http.internal.route.Query;
import io.carillon.events.http.internal.route.Route;
import io.carillon.events.store.StoredEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Works through dead letters. A caller who is limited to some events sees, and touches, only those of them. */
final class DeadLetterResource {

    private static final String PATH = SubscriptionResource.PATH + "/{name}/dead-letters";
    private static final int PAGE = 50;

    private final Host host;
    private final Clock clock;

    DeadLetterResource(Host host, Clock clock) {
        this.host = host;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", PATH, Scope.EVENTS_READ, this::list)
                        .described(Operation.named("listDeadLetters", "subscriptions", "Dead letters, oldest first")
                                .variable("name", SubscriptionResource.NAME)
                                .query(
                                        Query.of("type", "Pattern of types"),
                                        Query.of("cause", "Part of the cause, without regard to case"),
                                        Query.of("before", "Last attempt before this time")
                                                .described("TimeExpr"),
                                        Query.of("limit", "The most of a page")
                                                .whole(1, DeadLettersAdmin.MAX_PAGE)
                                                .orElse("50"),
                                        Query.of("cursor", "Where the page begins, from next")
                                                .whole(0, Long.MAX_VALUE / 10))
                                .answers(200, "application/json", "DeadLetterPage")
                                .problems(
                                        ProblemCode.NOT_FOUND, ProblemCode.STORE_UNAVAILABLE, ProblemCode.UNAVAILABLE)),
                Route.of("GET", PATH + "/{position}", Scope.EVENTS_READ, this::get)
                        .described(Operation.named("getDeadLetter", "subscriptions", "One dead letter with its event")
                                .variable("name", SubscriptionResource.NAME)
                                .variable("position", "Position of the event")
                                .answers(200, "application/json", "DeadLetter")
                                .sends(200, "ETag")
                                .problems(
                                        ProblemCode.NOT_FOUND, ProblemCode.STORE_UNAVAILABLE, ProblemCode.UNAVAILABLE)),
                Route.of("PATCH", PATH + "/{position}", Scope.SUBSCRIPTIONS_MANAGE, this::annotate)
                        .described(changing(Operation.named("annotateDeadLetter", "subscriptions", "Write a note on it")
                                        .variable("position", "Position of the event")
                                        .header("If-Match", "ETag of the dead letter as the caller knows it")
                                        .body("application/json", "DeadLetterNote")
                                        .body("application/merge-patch+json", "DeadLetterNote")
                                        .answers(200, "application/json", "DeadLetter")
                                        .sends(200, "ETag"))
                                .problems(ProblemCode.PRECONDITION_FAILED)),
                Route.of("POST", PATH + "/replay", Scope.SUBSCRIPTIONS_MANAGE, this::replay)
                        .described(changing(Operation.named("replayDeadLetters", "subscriptions", "Deliver them again")
                                .details("Each with a fresh count of attempts, in order of their positions."
                                        + " Answers when they are asked for, not when they are handled.")
                                .body("application/json", "DeadLetterSelection")
                                .answers(202, "application/json", "Affected"))),
                Route.of("POST", PATH + "/discard", Scope.SUBSCRIPTIONS_MANAGE, this::discard)
                        .described(changing(Operation.named("discardDeadLetters", "subscriptions", "Give them up")
                                .details("The events stay in the log; what was held behind them follows.")
                                .body("application/json", "DeadLetterSelection")
                                .answers(200, "application/json", "Affected"))));
    }

    private static Operation changing(Operation operation) {
        return operation
                .variable("name", SubscriptionResource.NAME)
                .problems(
                        ProblemCode.MALFORMED_JSON,
                        ProblemCode.NOT_FOUND,
                        ProblemCode.TOO_LARGE,
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        ProblemCode.INVALID_BODY,
                        ProblemCode.STORE_UNAVAILABLE,
                        ProblemCode.UNAVAILABLE);
    }

    Answer list(Call call) throws IOException {
        Parameters parameters = call.parameters();
        Filter filter = new Filter(
                null,
                parameters.one("type").map(Selection::pattern).orElse(null),
                parameters.one("cause").orElse(null),
                parameters
                        .one("before")
                        .map(text -> TimeExpression.parse("before", text, clock.instant()))
                        .orElse(null));
        int limit = parameters.one("limit").map(Integer::parseInt).orElse(PAGE);
        long after = parameters.one("cursor").map(Long::parseLong).orElse(0L);
        List<Item> page = Act.get(() -> letters().list(call.variable("name"), filter, after, limit));
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        for (Item item : page) {
            if (sees(call, item)) {
                fill(items.addObject(), item);
            }
        }
        boolean more = page.size() == limit;
        body.put(
                "next", more ? String.valueOf(page.get(page.size() - 1).letter().position()) : null);
        return Answer.json(200, body);
    }

    Answer get(Call call) throws IOException {
        return answer(find(call, call.variable("name"), position(call)));
    }

    Answer annotate(Call call) throws IOException {
        Members change = Members.read(call, "note");
        String note = change.text("note").orElseThrow(() -> Members.missing("note"));
        String name = call.variable("name");
        Item item = find(call, name, position(call));
        tag(item).require(call);
        Act.run(() -> letters().annotate(name, item.letter().position(), note, call.by()));
        return answer(find(call, name, item.letter().position()));
    }

    Answer replay(Call call) throws IOException {
        Filter chosen = chosen(call);
        int affected = Act.get(() -> letters().replay(call.variable("name"), chosen, call.by()));
        return Answer.json(202, Answer.object().put("affected", affected));
    }

    Answer discard(Call call) throws IOException {
        Filter chosen = chosen(call);
        int affected = Act.get(() -> letters().discard(call.variable("name"), chosen, call.by()));
        return Answer.json(200, Answer.object().put("affected", affected));
    }

    /** What the body chooses; somebody who does not see all events has to name one that they see. */
    private Filter chosen(Call call) throws IOException {
        Filter filter = Selection.of(Members.read(call, Selection.MEMBERS), clock.instant());
        if (!seesAll(call)) {
            Long position = filter.position();
            if (position == null) {
                throw Problem.of(ProblemCode.FORBIDDEN, "a caller who is limited to some events names one by position")
                        .toException();
            }
            find(call, call.variable("name"), position);
        }
        return filter;
    }

    private static boolean seesAll(Call call) {
        return call.principal().filter(caller -> !caller.isNarrowed()).isPresent();
    }

    private static boolean sees(Call call, Item item) {
        Principal caller = call.principal().orElseThrow();
        StoredEvent stored = item.event();
        return stored == null ? !caller.isNarrowed() : caller.sees(stored.event());
    }

    private Item find(Call call, String subscription, long position) {
        return Act.get(() -> letters().get(subscription, position))
                .filter(item -> sees(call, item))
                .orElseThrow(() -> Act.notFound("dead letter at this position"));
    }

    private static long position(Call call) {
        return Members.parsePosition(call.variable("position"))
                .orElseThrow(() -> Act.notFound("dead letter at this position"));
    }

    private DeadLettersAdmin letters() {
        return host.get(DeadLettersAdmin.class);
    }

    private static Answer answer(Item item) throws IOException {
        return Answer.json(200, fill(Answer.object(), item))
                .with("ETag", tag(item).text());
    }

    private static EntityTag tag(Item item) {
        return EntityTag.of(Answer.object()
                .put("position", item.letter().position())
                .put("attempts", item.letter().attempts())
                .put("note", item.letter().note()));
    }

    private static ObjectNode fill(ObjectNode node, Item item) throws IOException {
        node.put("subscription", item.letter().subscription())
                .put("position", EventWriter.sequence(item.letter().position()))
                .put("attempts", item.letter().attempts())
                .put("cause", item.letter().cause())
                .put("first", item.letter().first().toString())
                .put("last", item.letter().last().toString())
                .put("note", item.letter().note())
                .put("waiting", item.waiting());
        event(node, item.event());
        return node;
    }

    private static void event(ObjectNode node, @Nullable StoredEvent stored) throws IOException {
        if (stored != null) {
            node.putRawValue("event", new RawValue(new String(EventWriter.one(stored), StandardCharsets.UTF_8)));
        }
    }

    /** Reads which dead letters a body means. */
    private static final class Selection {

        private static final String[] MEMBERS = {"all", "position", "type", "cause", "before"};

        static Filter of(Members body, Instant now) {
            boolean all = body.flag("all").orElse(false);
            Filter filter = new Filter(
                    body.position("position").orElse(null),
                    body.as("type", Selection::checked).orElse(null),
                    body.text("cause").orElse(null),
                    body.as("before", text -> TimeExpression.read(text, now, ""))
                            .orElse(null));
            if (all != filter.equals(Filter.ALL)) {
                throw Members.bad("all", "must be true to mean every one, and goes with no other member");
            }
            return filter;
        }

        private static String checked(String pattern) {
            return new TypePattern(pattern).toString();
        }

        static String pattern(String text) {
            try {
                return checked(text);
            } catch (IllegalArgumentException e) {
                throw Parameters.bad("type", "is not a pattern: " + e.getMessage());
            }
        }
    }
}
