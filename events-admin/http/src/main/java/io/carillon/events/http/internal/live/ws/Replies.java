// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.Receipt;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.rest.EventWriter;
import io.carillon.events.http.internal.route.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;

/** Frames the host answers with. */
final class Replies {

    private Replies() {}

    static byte[] welcome(String node, String version, long heartbeatSeconds, long head) {
        return bytes(Answer.object()
                .put("type", "welcome")
                .put("node", node)
                .put("version", version)
                .put("heartbeatSeconds", heartbeatSeconds)
                .put("maxFrameBytes", SocketServlet.MAX_FRAME)
                .put("head", EventWriter.sequence(head)));
    }

    static byte[] ok(int id) {
        return bytes(Answer.object().put("type", "ok").put("id", id));
    }

    static byte[] published(int id, Receipt receipt) {
        ObjectNode frame = Answer.object().put("type", "ok").put("id", id);
        frame.set("result", receipt(receipt));
        return bytes(frame);
    }

    static ObjectNode receipt(Receipt receipt) {
        ObjectNode result = Answer.object().put("id", receipt.id()).put("source", receipt.source());
        if (receipt.position() > 0) {
            result.put("sequence", EventWriter.sequence(receipt.position()));
        }
        return result.put("durability", receipt.durability().name().toLowerCase(Locale.ROOT))
                .put("duplicate", receipt.duplicate());
    }

    static byte[] pong(int id) {
        return bytes(Answer.object().put("type", "pong").put("id", id));
    }

    static byte[] error(OptionalInt id, Problem problem) {
        ObjectNode frame = Answer.object().put("type", "error");
        id.ifPresent(number -> frame.put("id", number));
        frame.set("problem", Answer.document(problem, SocketServlet.PATH));
        return bytes(frame);
    }

    private static byte[] bytes(ObjectNode frame) {
        return frame.toString().getBytes(StandardCharsets.UTF_8);
    }
}
