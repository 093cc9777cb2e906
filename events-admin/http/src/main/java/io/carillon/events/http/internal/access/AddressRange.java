// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A range of addresses, for instance {@code 10.0.0.0/8} or {@code 192.0.2.7}.
 *
 * @param base its first address; not copied
 * @param bits that all its addresses have in common
 */
@SuppressWarnings("ArrayRecordComponent")
record AddressRange(byte[] base, int bits) {

    /** @throws IllegalArgumentException if it is not an address, or an address and a length */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] base = literal(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + text + "\" is neither an address nor a range such as 10.0.0.0/8"));
        String bits = slash < 0 ? String.valueOf(base.length * 8) : text.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > base.length * 8) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" must have 0 to " + base.length * 8 + " bits behind its slash");
        }
        return new AddressRange(base, Integer.parseInt(bits));
    }

    /**
     * The bytes of an address, also in brackets and with a zone, as the container has those of version 6; empty for anything
     * that would have to be looked up.
     */
    static Optional<byte[]> literal(String address) {
        String text = address.startsWith("[") && address.endsWith("]")
                ? address.substring(1, address.length() - 1).replaceFirst("%.*", "")
                : address;
        boolean four = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        boolean six = text.contains(":") && text.matches("[0-9A-Fa-f:.]+");
        try {
            return four || six ? Optional.of(InetAddress.getByName(text).getAddress()) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    boolean contains(String address) {
        Optional<byte[]> bytes = literal(address);
        if (bytes.isEmpty() || bytes.get().length != base.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((bytes.get()[bit / 8] & mask) != (base[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
