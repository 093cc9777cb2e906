// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Token;
import java.security.MessageDigest;
import java.time.Instant;

/** A token as it is kept: what is known of it, and the hash of its text. */
final class StoredToken {

    private final Token token;
    private final byte[] hash;

    StoredToken(Token token, byte[] hash) {
        this.token = token;
        this.hash = hash.clone();
    }

    Token token() {
        return token;
    }

    byte[] hash() {
        return hash.clone();
    }

    /** Compares in constant time. */
    boolean matches(byte[] presented) {
        return MessageDigest.isEqual(hash, presented);
    }

    boolean expired(Instant now) {
        return !now.isBefore(token.expires());
    }

    Principal principal() {
        return new Principal(
                "token:" + token.name(), token.role(), token.scopes(), token.types(), token.tenants(), token.user());
    }

    StoredToken used(Instant time) {
        return new StoredToken(
                new Token(
                        token.id(),
                        token.name(),
                        token.role(),
                        token.scopes(),
                        token.types(),
                        token.tenants(),
                        token.user(),
                        token.owner(),
                        token.created(),
                        token.expires(),
                        time),
                hash);
    }
}
