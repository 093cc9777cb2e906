// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.http.internal.filter.EventFilter;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.TypeSummary;
import java.util.Comparator;
import java.util.List;

/** The types of events there are. */
final class TypeResource {

    private final Host host;
    private final EventSearch search;

    TypeResource(Host host, EventSearch search) {
        this.host = host;
        this.search = search;
    }

    /** {@code GET /api/v1/events/types}. */
    Answer types(Call call) {
        String prefix = call.parameters().one("prefix").orElse("");
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        for (TypeSummary summary : seen(call.principal().orElseThrow())) {
            if (summary.type().startsWith(prefix)) {
                items.addObject()
                        .put("type", summary.type())
                        .put("count", summary.count())
                        .put("firstSeen", summary.firstSeen().toString())
                        .put("lastSeen", summary.lastSeen().toString());
            }
        }
        return Answer.json(200, body);
    }

    private List<TypeSummary> seen(Principal principal) {
        EventsAdmin log = host.get(EventsAdmin.class);
        if (!principal.isNarrowed()) {
            return log.types();
        }
        EventQuery all = EventQuery.builder().withoutDeleted().build();
        EventSelection selection = EventSelection.of(all, EventFilter.EVERYTHING, principal);
        List<EventGroup> groups;
        if (selection.counted()) {
            groups = search.timed(() -> log.groups(selection.query(), EventGroup.Key.TYPE));
        } else {
            Tally tally = new Tally(EventGroup.Key.TYPE, null);
            search.each(selection, tally::add);
            groups = tally.groups();
        }
        return groups.stream()
                .map(group ->
                        new TypeSummary(String.valueOf(group.value()), group.count(), group.first(), group.last()))
                .sorted(Comparator.comparing(TypeSummary::type))
                .toList();
    }
}
