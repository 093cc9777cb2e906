// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A SHA-256 value: 32 bytes, immutable. */
public final class Hash {

    /** Number of bytes. */
    public static final int BYTES = 32;

    /** All zeros: what the chain starts from. */
    public static final Hash ZERO = new Hash(new byte[BYTES]);

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A hash of these {@value #BYTES} bytes; the array is copied. */
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has " + BYTES + " bytes, got " + bytes.length);
        }
        return new Hash(bytes.clone());
    }

    /** A hash of these bytes, which are the caller's to give away. */
    static Hash ofOwn(byte[] bytes) {
        return new Hash(bytes);
    }

    /** The hash that 64 hexadecimal digits write. */
    public static Hash parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** A read-only view of the bytes, without a copy. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 64 hexadecimal digits, lower case. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
