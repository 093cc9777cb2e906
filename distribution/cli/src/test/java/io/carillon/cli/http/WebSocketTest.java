// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WebSocketTest {

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private WebSocket reading(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return new WebSocket(new ByteArrayInputStream(all.toByteArray()), sent);
    }

    private static byte[] frame(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 65_536) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void texts_of_every_length_come_whole_also_in_parts_with_pings_between_them() throws IOException {
        String medium = "ü".repeat(60);
        String large = "x".repeat(70_000);
        WebSocket socket = reading(
                text(""),
                text(medium),
                text(large),
                frame(0x01, new byte[] {'a', (byte) 0xC3}),
                frame(0x89, new byte[] {7}),
                frame(0x8A, new byte[0]),
                frame(0x80, new byte[] {(byte) 0xA9}),
                frame(0x88, new byte[] {0x11, 0x39, 'x'}));

        assertThat(socket.read()).contains("");
        assertThat(socket.read()).contains(medium);
        assertThat(socket.read()).contains(large);
        assertThat(socket.hasMore()).isTrue();
        assertThat(socket.read()).contains("aé");
        assertThat(unmasked()).containsExactly(0x8A, 7);
        assertThat(socket.read()).isEmpty();
        assertThat(socket.closeCode()).isEqualTo(4409);
    }

    /** First byte and payload of the only frame that was sent. */
    private byte[] unmasked() {
        byte[] frame = sent.toByteArray();
        int length = frame[1] & 0x7F;
        int head = length == 126 ? 4 : length == 127 ? 10 : 2;
        assertThat(frame[1] & 0x80).as("what a client sends is masked").isEqualTo(0x80);
        byte[] plain = new byte[frame.length - head - 3];
        plain[0] = frame[0];
        for (int i = head + 4; i < frame.length; i++) {
            plain[i - head - 3] = (byte) (frame[i] ^ frame[head + (i - head - 4) % 4]);
        }
        return plain;
    }

    @Test
    void what_is_sent_is_masked_and_has_its_length() throws IOException {
        for (int length : new int[] {0, 125, 126, 65_535, 65_536}) {
            sent.reset();
            String text = "y".repeat(length);

            reading().send(text);

            assertThat(new String(unmasked(), StandardCharsets.ISO_8859_1)).isEqualTo("\u0081" + text);
        }
    }

    @Test
    void a_host_that_breaks_the_rules_is_not_followed() {
        assertBroken("rules", new byte[] {(byte) 0xC1, 0});
        assertBroken("rules", new byte[] {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0});
        assertBroken("rules", new byte[] {0x09, 0});
        assertBroken("rules", frame(0x88, new byte[126]));
        assertBroken("out of its order", frame(0x80, new byte[1]));
        assertBroken("out of its order", frame(0x01, new byte[1]), text("x"));
        assertBroken("neither text nor control", frame(0x82, new byte[1]));
        assertBroken("not UTF-8", frame(0x81, new byte[] {(byte) 0xC3, '('}));
        assertBroken("more than 16777216", new byte[] {(byte) 0x81, 127, (byte) 0xFF, 0, 0, 0, 0, 0, 0, 0});
        assertBroken("more than 16777216", new byte[] {(byte) 0x81, 127, 0, 0, 0, 0, 1, 0, 0, 1});
        assertBroken("more than 16777216", frame(0x01, new byte[1 << 20]), new byte[] {
            0, 127, 0, 0, 0, 0, 0, (byte) 0xF0, 0, 1
        });
        assertThatThrownBy(() -> reading(new byte[] {(byte) 0x81, 5, 'x'}).read())
                .isInstanceOf(EOFException.class);
    }

    private void assertBroken(String why, byte[]... frames) {
        assertThatThrownBy(() -> {
                    WebSocket socket = reading(frames);
                    while (socket.read().isPresent()) {
                        assertThat(socket.closeCode()).isEqualTo(WebSocket.NO_CODE);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    @Test
    void only_who_read_the_question_agrees_to_it() {
        // The example of RFC 6455, section 1.3.
        String key = "dGhlIHNhbXBsZSBub25jZQ==";
        Map<String, String> good =
                Map.of("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "sec-websocket-protocol", "p");

        assertThat(WebSocket.isAgreedTo(answer(101, good), key, "p")).isTrue();
        assertThat(WebSocket.isAgreedTo(answer(101, good), key, "q")).isFalse();
        assertThat(WebSocket.isAgreedTo(answer(101, good), WebSocket.key(), "p"))
                .isFalse();
        assertThat(WebSocket.isAgreedTo(answer(200, good), key, "p")).isFalse();
        assertThat(WebSocket.isAgreedTo(answer(101, Map.of()), key, "p")).isFalse();
    }

    private static Response answer(int status, Map<String, String> headers) {
        return new Response(status, headers, InputStream.nullInputStream());
    }
}
