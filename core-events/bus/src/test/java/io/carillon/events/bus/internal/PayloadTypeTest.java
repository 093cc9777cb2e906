// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventData;
import io.carillon.events.EventHandler;
import io.carillon.events.HandlerMode;
import io.carillon.events.StartFrom;
import io.carillon.events.Subscription;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PayloadTypeTest {

    record Scan(String library) {}

    static class OfRecord implements EventHandler<Scan> {
        @Override
        public void handle(Scan event, EventContext context) {}
    }

    abstract static class Base<A, B> implements EventHandler<B> {}

    static class Inherited extends Base<String, Map<String, Object>> {
        @Override
        public void handle(Map<String, Object> event, EventContext context) {}
    }

    interface Narrowed<T> extends EventHandler<T> {}

    static class ThroughInterface implements Narrowed<EventData> {
        @Override
        public void handle(EventData event, EventContext context) {}
    }

    static class OfArray implements EventHandler<List<String>[]> {
        @Override
        public void handle(List<String>[] event, EventContext context) {}
    }

    @Test
    void the_type_argument_is_found_wherever_it_is_fixed() {
        EventHandler<Scan> lambda = (event, context) -> {};

        assertThat(PayloadType.of(OfRecord.class)).isEqualTo(Scan.class);
        assertThat(PayloadType.of(Inherited.class)).isEqualTo(Map.class);
        assertThat(PayloadType.of(ThroughInterface.class)).isEqualTo(EventData.class);
        assertThat(PayloadType.of(lambda.getClass())).isEqualTo(Event.class);
    }

    @Test
    void what_no_event_can_be_given_as_is_refused_in_words() {
        assertThatThrownBy(() -> PayloadType.adapt(new OfArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Event, EventData, Map or a record");
    }

    @Test
    void properties_declare_a_subscription() {
        Map<String, Object> properties = Map.of(
                "carillon.subscription.types", new String[] {"a.*", "b"},
                "carillon.subscription.id", "two",
                "carillon.subscription.mode", "LIVE");

        Subscription subscription = HandlerProperties.subscription(properties::get);

        assertThat(subscription.id()).isEqualTo("two");
        assertThat(subscription.types()).extracting(Object::toString).containsExactly("a.*", "b");
        assertThat(subscription.mode()).isEqualTo(HandlerMode.LIVE);
        assertThat(subscription.from()).isEqualTo(StartFrom.NOW);
        assertThat(HandlerProperties.subscription(Map.of("carillon.subscription.types", "a")::get)
                        .id())
                .isEqualTo("main");
    }

    @Test
    void a_bad_property_is_named() {
        assertThatThrownBy(() -> HandlerProperties.subscription(Map.of()::get)).hasMessageContaining("types must name");
        assertThatThrownBy(() -> HandlerProperties.subscription(
                        Map.of("carillon.subscription.types", "a", "carillon.subscription.mode", "sometimes")::get))
                .hasMessageContaining("carillon.subscription.mode must be one of [DURABLE, LIVE], got \"sometimes\"");
        assertThatThrownBy(() -> HandlerProperties.subscription(
                        Map.of("carillon.subscription.types", "a", "carillon.subscription.id", 7)::get))
                .hasMessageContaining("carillon.subscription.id must be a String");
    }
}
