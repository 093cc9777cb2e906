// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.http.internal.FakeLog;
import io.carillon.events.http.internal.live.EncodedEvent;
import io.carillon.events.http.internal.live.FrameHeader;
import io.carillon.events.http.internal.rest.EventWriter;
import io.carillon.events.store.StoredEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PlainPackTest {

    private static final int FLIGHT = 64 * 1024;

    private final FakeLog log = new FakeLog();
    private final TextFrames frames = new TextFrames();
    private final PlainPack pack = new PlainPack(frames);
    private final List<String> received = new ArrayList<>();
    /** Flights that were no piece of a block. */
    private int copied;

    private void publish(int dataBytes) {
        log.publish(List.of(EventDraft.builder("t")
                .source("/t")
                .data(EventData.json("\"" + "x".repeat(dataBytes) + "\""))
                .build()));
    }

    private static String text(StoredEvent event) {
        try {
            return new String(EventWriter.one(event), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Packs as a feed does; what does not go into a flight begins the next. */
    private void give(List<EncodedEvent> events, int limit) {
        for (EncodedEvent event : events) {
            if (!pack.takes(event, limit)) {
                fly(events);
            }
            assertThat(pack.takes(event, limit)).isTrue();
            pack.event(0, event);
        }
    }

    /** What the container does with a flight, and the client with what it gets. */
    @SuppressWarnings("ByteBufferBackingArray") // which one it is, is the question
    private void fly(List<EncodedEvent> events) {
        FrameRun run = frames.run();
        ByteBuffer payload = run.getPayload();
        copied += events.stream().anyMatch(each -> each.block() == payload.array()) ? 0 : 1;
        byte[] wire = new byte[payload.remaining() + 20];
        ByteBuffer bytes = ByteBuffer.wrap(wire);
        byte[] header = FrameHeader.of(run.getPayloadLength());
        bytes.put(header).put(payload.slice()).flip();
        while (bytes.hasRemaining()) {
            assertThat(bytes.get()).isEqualTo((byte) 0x81);
            int length = bytes.get();
            length = length == 127 ? (int) bytes.getLong() : length == 126 ? bytes.getChar() : length;
            byte[] text = new byte[length];
            bytes.get(text);
            received.add(new String(text, StandardCharsets.UTF_8));
        }
        frames.clear();
    }

    @Test
    void every_event_is_a_frame_of_its_own_however_they_are_packed() {
        Random random = new Random(7);
        List<StoredEvent> published = new ArrayList<>();
        List<EncodedEvent> all = new ArrayList<>();
        while (published.size() < 600) {
            long before = log.head().position();
            int page = 1 + random.nextInt(60);
            for (int i = 0; i < page; i++) {
                publish(random.nextInt(50) == 0 ? random.nextInt(100_000) : random.nextInt(3_000));
            }
            List<StoredEvent> read = log.readAfter(before, page);
            published.addAll(read);
            all.addAll(EncodedEvent.of(read));
        }
        List<EncodedEvent> unevenly =
                all.stream().filter(each -> random.nextInt(4) > 0).toList();
        for (int begin = 0; begin < unevenly.size(); ) {
            int end = Math.min(unevenly.size(), begin + 1 + random.nextInt(100));
            give(unevenly.subList(begin, end), 8 * 1024 << random.nextInt(4));
            begin = end;
        }
        fly(all);

        assertThat(received)
                .containsExactlyElementsOf(
                        unevenly.stream().map(each -> text(each.stored())).toList());
    }

    @Test
    void who_gets_all_events_gets_pieces_of_blocks_wherever_it_begins() {
        for (int i = 0; i < 2_000; i++) {
            publish(100 + i % 50);
        }
        List<EncodedEvent> events = EncodedEvent.of(log.readAfter(0, 2_000));

        give(events.subList(7, 2_000), FLIGHT);
        fly(events);

        assertThat(received).hasSize(1_993);
        assertThat(copied).isZero();
    }

    @Test
    void a_block_is_one_flight() {
        for (int i = 0; i < 2_000; i++) {
            publish(i % 300);
        }
        List<EncodedEvent> events = EncodedEvent.of(log.readAfter(0, 2_000));
        EncodedEvent first = events.get(0);
        int inBlock = (int)
                events.stream().filter(each -> each.block() == first.block()).count();

        give(events.subList(0, inBlock), FLIGHT);

        assertThat(received).isEmpty();
        assertThat(pack.takes(events.get(inBlock), FLIGHT)).isFalse();
        assertThat(pack.size()).isBetween(FLIGHT, FLIGHT + 2_000);
    }

    @Test
    void what_is_little_comes_together_in_one_flight() {
        List<EncodedEvent> events = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            publish(100);
            events.addAll(EncodedEvent.of(log.readAfter(i, 1)));
        }

        give(events, FLIGHT);

        assertThat(received).as("nothing was written yet").isEmpty();
        fly(events);
        assertThat(received).hasSize(10);
    }
}
