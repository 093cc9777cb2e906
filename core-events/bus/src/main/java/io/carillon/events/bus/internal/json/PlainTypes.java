// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.function.Function;

/** Times as ISO 8601 text, and numbers only where they are numbers. */
final class PlainTypes extends SimpleModule {

    private static final long serialVersionUID = 1L;

    PlainTypes() {
        super("carillon");
        time(Instant.class, Instant::parse);
        time(Duration.class, Duration::parse);
        time(Period.class, Period::parse);
        time(LocalDate.class, LocalDate::parse);
        time(LocalTime.class, LocalTime::parse);
        time(LocalDateTime.class, LocalDateTime::parse);
        time(OffsetDateTime.class, OffsetDateTime::parse);
        time(ZonedDateTime.class, ZonedDateTime::parse);
        time(ZoneId.class, ZoneId::of);
        addSerializer(Double.class, new Finite<>(Double.class));
        addSerializer(Double.TYPE, new Finite<>(Double.class));
        addSerializer(Float.class, new Finite<>(Float.class));
        addSerializer(Float.TYPE, new Finite<>(Float.class));
    }

    private <T> void time(Class<T> type, Function<String, T> parse) {
        addSerializer(type, new ToStringSerializer(type));
        addDeserializer(type, new Iso<>(type, parse));
    }

    private static final class Iso<T> extends StdScalarDeserializer<T> {

        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parse;

        Iso(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getValueAsString("");
            try {
                return parse.apply(text);
            } catch (DateTimeException e) {
                return (T) context.handleWeirdStringValue(handledType(), text, "%s", String.valueOf(e.getMessage()));
            }
        }
    }

    private static final class Finite<T extends Number> extends StdScalarSerializer<T> {

        private static final long serialVersionUID = 1L;

        Finite(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            double number = value.doubleValue();
            if (!Double.isFinite(number)) {
                throw JsonMappingException.from(out, value + ", which is not a number in JSON");
            }
            if (value instanceof Float small) {
                out.writeNumber(small);
            } else {
                out.writeNumber(number);
            }
        }
    }
}
