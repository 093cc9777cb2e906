// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The payload of an event: bytes with a content type, readable as JDK types or as a record.
 *
 * <p>Immutable, and shared by the store, all handlers and all connections: encoded once, and decoded once for each binding
 * that somebody asks for a view. {@link #of(Object)} holds a value until the bus encodes it while publishing; everything
 * the bus delivers is encoded and bound. Equality is that of content type and bytes.
 *
 * <p>Threads: safe for concurrent use.
 */
public final class EventData {

    /** Content type of JSON, the default. */
    public static final String JSON = "application/json";

    private static final EventData NONE = new EventData("", new byte[0], null, null);

    private final String contentType;
    private final byte @Nullable [] bytes;
    private final @Nullable Object value;
    private final @Nullable DataBinding binding;
    private volatile @Nullable Object decoded;

    private EventData(
            String contentType, byte @Nullable [] bytes, @Nullable Object value, @Nullable DataBinding binding) {
        this.contentType = contentType;
        this.bytes = bytes;
        this.value = value;
        this.binding = binding;
    }

    /** No data at all, which is not the same as JSON {@code null} or empty bytes with a content type. */
    public static EventData none() {
        return NONE;
    }

    /**
     * A value to be written as JSON when it is published. Changing it between this call and the publish changes what is
     * published; afterwards nothing does.
     *
     * @param value a record, map with string keys, list, string, number or boolean; an {@code EventData} is returned as it
     *     is
     */
    public static EventData of(Object value) {
        Objects.requireNonNull(value, "value; use EventData.none() for an event without data");
        return value instanceof EventData data ? data : new EventData(JSON, null, value, null);
    }

    /** JSON text as it is; checked when it is published. */
    public static EventData json(String json) {
        return of(JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Bytes as they are. The array is copied.
     *
     * @param contentType a media type, for instance {@code image/png}; not empty
     */
    public static EventData of(String contentType, byte[] bytes) {
        if (contentType.isBlank()) {
            throw new IllegalArgumentException("content type is empty; use EventData.none() for an event without data");
        }
        return new EventData(contentType, bytes.clone(), null, null);
    }

    /** Media type, empty exactly when there {@linkplain #isNone is no data}. */
    public String contentType() {
        return contentType;
    }

    /** Whether the event carries no data. */
    public boolean isNone() {
        return contentType.isEmpty();
    }

    /** Whether the content type is JSON: {@code application/json}, {@code text/json} or ends in {@code +json}. */
    public boolean isJson() {
        String media = contentType;
        int parameters = media.indexOf(';');
        if (parameters >= 0) {
            media = media.substring(0, parameters);
        }
        media = media.trim().toLowerCase(Locale.ROOT);
        return media.equals(JSON) || media.equals("text/json") || media.endsWith("+json");
    }

    /** Whether the bytes exist already; only data made by {@link #of(Object)} and not yet published has none. */
    public boolean isEncoded() {
        return bytes != null;
    }

    /** Number of bytes. */
    public int size() {
        return encoded().length;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return encoded().clone();
    }

    /** A read-only view of the bytes, without a copy. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(encoded()).asReadOnlyBuffer();
    }

    /** The bytes as UTF-8 text. */
    public String text() {
        return new String(encoded(), StandardCharsets.UTF_8);
    }

    /**
     * The JSON data as immutable JDK types, see {@link DataBinding#decode}. Decoded once and kept.
     *
     * @return {@code Map}, {@code List}, {@code String}, {@code Boolean}, {@code Long} or {@code BigDecimal}
     * @throws IllegalStateException if the data is not JSON, is {@linkplain #isNone none}, or was never published or bound
     */
    public Object value() {
        Object known = decoded;
        if (known == null) {
            known = binding().decode(encoded());
            decoded = known;
        }
        return known;
    }

    /**
     * The JSON data bound to a type, in the caller's class loader.
     *
     * @param type a record or any type the bus can bind
     * @throws InvalidEventException if the data does not fit, with a pointer to the part that does not
     * @throws IllegalStateException as {@link #value}
     */
    public <T> T as(Class<T> type) {
        return binding().bind(encoded(), type);
    }

    /**
     * Encodes the value if need be and attaches what {@link #value} and {@link #as} need. Called by the bus and by test
     * kits; JSON bytes are not checked here.
     *
     * @throws InvalidEventException if the value cannot be written as JSON
     */
    public EventData bind(DataBinding with) {
        if (isNone() || binding == with) {
            return this;
        }
        return new EventData(
                contentType, bytes == null ? with.encode(Objects.requireNonNull(value)) : bytes, null, with);
    }

    private byte[] encoded() {
        byte[] known = bytes;
        if (known == null) {
            throw new IllegalStateException("the data is not encoded yet; it is when the event is published");
        }
        return known;
    }

    private DataBinding binding() {
        if (!isJson()) {
            throw new IllegalStateException(
                    isNone() ? "the event has no data" : "the data is " + contentType + ", not JSON; read bytes()");
        }
        DataBinding known = binding;
        if (known == null) {
            throw new IllegalStateException(
                    "the data is not bound; it is once the bus has delivered or read the event");
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventData that
                && contentType.equals(that.contentType)
                && Arrays.equals(bytes, that.bytes)
                && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * contentType.hashCode() + Arrays.hashCode(bytes)) + Objects.hashCode(value);
    }

    /** Content type and size; never the payload. */
    @Override
    public String toString() {
        byte[] known = bytes;
        return isNone() ? "no data" : contentType + (known == null ? ", not encoded" : ", " + known.length + " bytes");
    }
}
