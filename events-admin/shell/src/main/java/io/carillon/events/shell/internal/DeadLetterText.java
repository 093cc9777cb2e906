// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.DeadLettersAdmin.Item;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.StoredEvent;
import java.util.List;
import java.util.stream.Collectors;

/** Dead letters as lines. */
final class DeadLetterText {

    private static final int SUMMARY = 80;
    private static final String TAB = "    ";

    private DeadLetterText() {}

    static Table table(List<Item> items) {
        return new Table(
                List.of(">POSITION", "TYPE", "SUBJECT", ">ATTEMPTS", "LAST", "CAUSE", "NOTE"),
                items.stream().map(DeadLetterText::row).toList());
    }

    private static List<String> row(Item item) {
        StoredEvent event = item.event();
        DeadLetter letter = item.letter();
        String first = letter.cause().lines().findFirst().orElse("");
        return List.of(
                Long.toString(letter.position()),
                event == null ? "(removed from the log)" : event.event().type(),
                event == null ? "" : Printable.shortened(event.event().subject().orElse(""), SUMMARY),
                Integer.toString(letter.attempts()),
                Printable.time(letter.last()),
                Printable.shortened(first, SUMMARY),
                (item.waiting() ? "being delivered again  " : "") + Printable.shortened(letter.note(), SUMMARY));
    }

    /** Everything about one dead letter. */
    static String details(Item item) {
        DeadLetter letter = item.letter();
        StoredEvent event = item.event();
        Fields fields = new Fields()
                .add("subscription", letter.subscription())
                .add("attempts", letter.attempts())
                .add("first", Printable.time(letter.first()))
                .add("last", Printable.time(letter.last()))
                .add("waiting", item.waiting() ? "yes, it will be delivered again" : "no")
                .add("note", letter.note().isEmpty() ? Printable.NONE : letter.note());
        String about = event == null
                ? new Fields()
                        .add("position", letter.position())
                        .add("event", "(removed from the log)")
                        .toString()
                : EventText.details(event);
        return fields + "\n" + about + "\ncause\n"
                + letter.cause()
                        .lines()
                        .map(line -> "  " + Printable.text(line.replace("\t", TAB)))
                        .collect(Collectors.joining("\n"));
    }
}
