// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.HandlerMode;
import io.carillon.events.OnPoison;
import io.carillon.events.Ordering;
import io.carillon.events.Priority;
import io.carillon.events.ReplayMode;
import io.carillon.events.RetryPolicy;
import io.carillon.events.StartFrom;
import io.carillon.events.Subscribe;
import io.carillon.events.Subscription;
import io.carillon.events.TypePattern;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Subscribe} from a handler's class file, because the annotation is not kept at run time.
 *
 * <p>Source: The Java Virtual Machine Specification, chapter 4.
 */
final class DeclaredSubscription {

    private static final String DESCRIPTOR = "L" + Subscribe.class.getName().replace('.', '/') + ";";

    private final DataInputStream in;
    private @Nullable Object[] constants = new @Nullable Object[0];

    private DeclaredSubscription(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /** The subscription a class declares, empty when it declares none. */
    static Optional<Subscription> of(Class<?> handler) {
        String file = handler.getName()
                        .substring(
                                handler.getPackageName().isEmpty()
                                        ? 0
                                        : handler.getPackageName().length() + 1)
                + ".class";
        try (InputStream bytes = handler.getResourceAsStream(file)) {
            if (bytes == null) {
                return Optional.empty();
            }
            return new DeclaredSubscription(bytes).read();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the class file of " + handler.getName(), e);
        }
    }

    private Optional<Subscription> read() throws IOException {
        in.skipNBytes(8);
        readConstants();
        in.skipNBytes(6);
        in.skipNBytes(2L * in.readUnsignedShort());
        skipMembers();
        skipMembers();
        int attributes = in.readUnsignedShort();
        for (int i = 0; i < attributes; i++) {
            Object name = constants[in.readUnsignedShort()];
            int length = in.readInt();
            if (!"RuntimeInvisibleAnnotations".equals(name)) {
                in.skipNBytes(length);
                continue;
            }
            int annotations = in.readUnsignedShort();
            for (int a = 0; a < annotations; a++) {
                Object descriptor = constants[in.readUnsignedShort()];
                Map<String, Object> members = readMembers();
                if (DESCRIPTOR.equals(descriptor)) {
                    return Optional.of(subscription(members));
                }
            }
        }
        return Optional.empty();
    }

    private static Subscription subscription(Map<String, Object> members) {
        List<TypePattern> types = new ArrayList<>();
        if (members.get("types") instanceof List<?> patterns) {
            patterns.forEach(pattern -> types.add(new TypePattern(String.valueOf(pattern))));
        }
        return new Subscription(
                member(members, "id", "main"),
                types,
                HandlerMode.valueOf(member(members, "mode", HandlerMode.DURABLE.name())),
                StartFrom.parse(member(members, "from", StartFrom.NOW.toString())),
                Ordering.valueOf(member(members, "ordering", Ordering.SUBJECT.name())),
                Integer.parseInt(member(members, "lanes", "1")),
                Priority.valueOf(member(members, "priority", Priority.NORMAL.name())),
                RetryPolicy.parse(member(members, "retries", RetryPolicy.DEFAULT.toString())),
                OnPoison.valueOf(member(members, "onPoison", OnPoison.HOLD_SUBJECT.name())),
                ReplayMode.valueOf(member(members, "replay", ReplayMode.ALLOW.name())));
    }

    private static String member(Map<String, Object> members, String name, String absent) {
        return String.valueOf(members.getOrDefault(name, absent));
    }

    private void readConstants() throws IOException {
        int count = in.readUnsignedShort();
        constants = new @Nullable Object[count];
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> constants[i] = in.readUTF();
                case 3 -> constants[i] = in.readInt();
                case 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                default -> throw new IOException("unknown constant of tag " + tag);
            }
        }
    }

    private void skipMembers() throws IOException {
        int members = in.readUnsignedShort();
        for (int i = 0; i < members; i++) {
            in.skipNBytes(6);
            int attributes = in.readUnsignedShort();
            for (int a = 0; a < attributes; a++) {
                in.skipNBytes(2);
                in.skipNBytes(in.readInt());
            }
        }
    }

    private Map<String, Object> readMembers() throws IOException {
        Map<String, Object> members = new HashMap<>();
        int pairs = in.readUnsignedShort();
        for (int i = 0; i < pairs; i++) {
            Object name = constants[in.readUnsignedShort()];
            members.put(String.valueOf(name), readValue());
        }
        return members;
    }

    private Object readValue() throws IOException {
        int tag = in.readUnsignedByte();
        switch (tag) {
            case '[' -> {
                List<Object> values = new ArrayList<>();
                int count = in.readUnsignedShort();
                for (int i = 0; i < count; i++) {
                    values.add(readValue());
                }
                return values;
            }
            case 'e' -> {
                in.skipNBytes(2);
                return String.valueOf(constants[in.readUnsignedShort()]);
            }
            case '@' -> {
                in.skipNBytes(2);
                return readMembers();
            }
            default -> {
                return String.valueOf(constants[in.readUnsignedShort()]);
            }
        }
    }
}
