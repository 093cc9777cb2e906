// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.EventData;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an event's data as one text column: as they read when they are text, which is the form people and SQL can
 * use; else in Base64. Every byte comes back.
 *
 * @param encoding {@value #TEXT} or {@value #BASE64}; {@code null} without data
 * @param text what the column holds; {@code null} without data
 */
record DataText(@Nullable String encoding, @Nullable String text) {

    static final String TEXT = "text";
    static final String BASE64 = "base64";

    private static final char REPLACEMENT = '\uFFFD';

    private static final DataText NONE = new DataText(null, null);

    static DataText of(EventData data) {
        if (data.isNone()) {
            return NONE;
        }
        if (data.isJson() || isTextual(data.contentType())) {
            String text = data.text();
            if (text.indexOf('\0') < 0 && (text.indexOf(REPLACEMENT) < 0 || isUtf8(data))) {
                return new DataText(TEXT, text);
            }
        }
        return base64(data);
    }

    /** Asked only when a character stands there that replaces what is not UTF-8: it may be the data's own. */
    private static boolean isUtf8(EventData data) {
        try {
            CharBuffer unused = StandardCharsets.UTF_8.newDecoder().decode(data.buffer());
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    private static DataText base64(EventData data) {
        return new DataText(BASE64, Base64.getEncoder().encodeToString(data.bytes()));
    }

    private static boolean isTextual(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || type.startsWith("application/xml") || type.contains("+xml");
    }

    /**
     * The bytes again.
     *
     * @throws IllegalArgumentException if the text is not in the encoding
     */
    byte[] bytes() {
        if (text == null) {
            return new byte[0];
        }
        return TEXT.equals(encoding)
                ? text.getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(text);
    }
}
