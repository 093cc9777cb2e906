// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventsException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Words that all stand somewhere in the type, the subject or the data of an event, in upper or lower case. Of data only
 * JSON, as it was sent, and text are searched.
 *
 * @param words in lower case, at most {@value #MAX_WORDS}; an immutable list
 */
public record TextSearch(List<String> words) implements EventFilter {

    /** The most words. */
    public static final int MAX_WORDS = 20;

    public TextSearch {
        words = List.copyOf(words);
        if (words.size() > MAX_WORDS) {
            throw new IllegalArgumentException("can have " + MAX_WORDS + " words, got " + words.size());
        }
    }

    /**
     * The words of a text.
     *
     * @throws IllegalArgumentException if there are too many
     */
    public static TextSearch of(String text) {
        return new TextSearch(Stream.of(text.trim().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList());
    }

    @Override
    public boolean test(Event event, Steps steps) {
        String text =
                (event.type() + "\n" + event.subject().orElse("") + "\n" + text(event.data())).toLowerCase(Locale.ROOT);
        return words.stream().allMatch(text::contains);
    }

    private static String text(EventData data) {
        if (data.isNone() || !data.isJson() && !data.contentType().startsWith("text/")) {
            return "";
        }
        try {
            return data.text();
        } catch (EventsException e) {
            return "";
        }
    }
}
