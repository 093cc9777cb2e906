// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import io.carillon.events.Severity;
import io.carillon.events.TypePattern;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Selects events of the log. Conditions on different attributes must all hold; several values of one attribute are
 * alternatives; an empty list or {@code null} selects everything.
 *
 * @param types alternatives, at most {@value #MAX_ALTERNATIVES}
 * @param sources exact alternatives, at most {@value #MAX_ALTERNATIVES}
 * @param subject exact
 * @param correlationId exact
 * @param causationId exact
 * @param actor exact
 * @param tenant exact
 * @param severity this severity or worse; an event without a severity is {@code INFO}
 * @param from earliest time of the event, inclusive
 * @param to latest time of the event, exclusive
 * @param firstPosition lowest position, inclusive; 1 or less for no bound
 * @param endPosition highest position, exclusive; {@link Long#MAX_VALUE} for no bound
 * @param withoutDeleted whether events whose data was deleted are left out
 * @param order by position
 * @param cursor positions beyond this one in the direction of {@code order}; empty to start at the end
 *     {@code order} begins with
 * @param limit 1 to {@link LogReader#MAX_PAGE}
 */
public record EventQuery(
        List<TypePattern> types,
        List<String> sources,
        @Nullable String subject,
        @Nullable String correlationId,
        @Nullable String causationId,
        @Nullable String actor,
        @Nullable String tenant,
        @Nullable Severity severity,
        @Nullable Instant from,
        @Nullable Instant to,
        long firstPosition,
        long endPosition,
        boolean withoutDeleted,
        Order order,
        OptionalLong cursor,
        int limit) {

    /** The most alternatives of one attribute. */
    public static final int MAX_ALTERNATIVES = 100;

    /** Direction of reading. */
    public enum Order {
        ASCENDING,
        DESCENDING
    }

    public EventQuery {
        types = List.copyOf(types);
        sources = List.copyOf(sources);
        if (types.size() > MAX_ALTERNATIVES || sources.size() > MAX_ALTERNATIVES) {
            throw new IllegalArgumentException("at most " + MAX_ALTERNATIVES
                    + " types and sources can be asked for, got " + types.size() + " and " + sources.size());
        }
        if (limit < 1 || limit > LogReader.MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + LogReader.MAX_PAGE + ", got " + limit);
        }
    }

    /** A builder for everything, newest first, 50 a page. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from this query. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.types = types;
        builder.sources = sources;
        builder.subject = subject;
        builder.correlationId = correlationId;
        builder.causationId = causationId;
        builder.actor = actor;
        builder.tenant = tenant;
        builder.severity = severity;
        builder.from = from;
        builder.to = to;
        builder.firstPosition = firstPosition;
        builder.endPosition = endPosition;
        builder.withoutDeleted = withoutDeleted;
        builder.order = order;
        builder.cursor = cursor;
        builder.limit = limit;
        return builder;
    }

    /** Builds an {@link EventQuery}. Not for concurrent use. */
    public static final class Builder {

        private List<TypePattern> types = List.of();
        private List<String> sources = List.of();
        private @Nullable String subject;
        private @Nullable String correlationId;
        private @Nullable String causationId;
        private @Nullable String actor;
        private @Nullable String tenant;
        private @Nullable Severity severity;
        private @Nullable Instant from;
        private @Nullable Instant to;
        private long firstPosition = 1;
        private long endPosition = Long.MAX_VALUE;
        private boolean withoutDeleted;
        private Order order = Order.DESCENDING;
        private OptionalLong cursor = OptionalLong.empty();
        private int limit = 50;

        private Builder() {}

        public Builder types(List<TypePattern> value) {
            this.types = value;
            return this;
        }

        /** Patterns as texts. */
        public Builder types(String... patterns) {
            return types(Arrays.stream(patterns).map(TypePattern::new).toList());
        }

        public Builder sources(List<String> value) {
            this.sources = value;
            return this;
        }

        public Builder subject(@Nullable String value) {
            this.subject = value;
            return this;
        }

        public Builder correlationId(@Nullable String value) {
            this.correlationId = value;
            return this;
        }

        public Builder causationId(@Nullable String value) {
            this.causationId = value;
            return this;
        }

        public Builder actor(@Nullable String value) {
            this.actor = value;
            return this;
        }

        public Builder tenant(@Nullable String value) {
            this.tenant = value;
            return this;
        }

        public Builder severity(@Nullable Severity value) {
            this.severity = value;
            return this;
        }

        public Builder from(@Nullable Instant value) {
            this.from = value;
            return this;
        }

        public Builder to(@Nullable Instant value) {
            this.to = value;
            return this;
        }

        /** To leave out events before this position. */
        public Builder firstPosition(long value) {
            this.firstPosition = value;
            return this;
        }

        /** To leave out events at this position and beyond. */
        public Builder endPosition(long value) {
            this.endPosition = value;
            return this;
        }

        /** Leaves out events whose data was deleted. */
        public Builder withoutDeleted() {
            this.withoutDeleted = true;
            return this;
        }

        public Builder order(Order value) {
            this.order = value;
            return this;
        }

        public Builder cursor(long position) {
            this.cursor = OptionalLong.of(position);
            return this;
        }

        /** To start at the end the order begins with. */
        public Builder fromTheEnd() {
            this.cursor = OptionalLong.empty();
            return this;
        }

        public Builder limit(int value) {
            this.limit = value;
            return this;
        }

        /**
         * The query.
         *
         * @throws IllegalArgumentException if a limit is broken
         */
        public EventQuery build() {
            return new EventQuery(
                    types,
                    sources,
                    subject,
                    correlationId,
                    causationId,
                    actor,
                    tenant,
                    severity,
                    from,
                    to,
                    firstPosition,
                    endPosition,
                    withoutDeleted,
                    order,
                    cursor,
                    limit);
        }
    }
}
