// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Token;
import io.carillon.events.admin.TokenRequest;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens, in memory and on disk.
 *
 * <p>Changes are on disk before they count. The last use is kept in memory and written by {@link #writeUses}.
 */
final class Tokens {

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3_653);
    private static final String USER = "user:";
    /** Compared with when there is no such token, so that this takes as long. */
    private static final StoredToken NOBODY = new StoredToken(
            new Token(
                    "",
                    "nobody",
                    Role.VIEWER,
                    Set.of(),
                    List.of(),
                    Set.of(),
                    null,
                    "nobody",
                    Instant.EPOCH,
                    Instant.EPOCH,
                    null),
            TokenText.random(new SecureRandom()).hash());

    private static final TokenText NO_TEXT = new TokenText("0".repeat(12), "0".repeat(64));

    private final TokenFile file;
    private final Users users;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, StoredToken> byId = new HashMap<>();
    private boolean used;

    Tokens(TokenFile file, Users users, Clock clock) {
        this.file = file;
        this.users = users;
        this.clock = clock;
        file.read().forEach(token -> byId.put(token.token().id(), token));
    }

    /** See {@link AccessAdmin#createToken}. */
    synchronized AccessAdmin.CreatedToken create(TokenRequest request, String owner) {
        check(request.name(), request.lifetime());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        TokenText text = TokenText.random(random);
        Token token = new Token(
                text.id(),
                request.name(),
                request.role(),
                request.scopes(),
                request.types(),
                request.tenants(),
                request.user(),
                owner,
                now,
                now.plus(request.lifetime()),
                null);
        Map<String, StoredToken> next = new HashMap<>(byId);
        next.put(token.id(), new StoredToken(token, text.hash()));
        replace(next);
        return new AccessAdmin.CreatedToken(token, text.text());
    }

    private void check(String name, Duration lifetime) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a token's name has 1 to 64 of A-Z a-z 0-9 - _ ., got \"" + shortened(name) + "\"");
        }
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a token lives between one minute and ten years, got " + lifetime);
        }
        if (byId.values().stream().anyMatch(other -> other.token().name().equals(name))) {
            throw new IllegalArgumentException("there is a token named " + name + " already; revoke it first");
        }
        if (byId.size() >= AccessAdmin.MAX_TOKENS) {
            throw new IllegalArgumentException(
                    "there are " + AccessAdmin.MAX_TOKENS + " tokens already, the limit; revoke some first");
        }
    }

    private static String shortened(String name) {
        return name.length() > 80 ? name.substring(0, 80) + "…" : name;
    }

    synchronized List<Token> list() {
        return byId.values().stream()
                .map(StoredToken::token)
                .sorted(Comparator.comparing(Token::name))
                .toList();
    }

    /** Ends a token; returns what it was. */
    synchronized Token revoke(String idOrName) {
        Token token = list().stream()
                .filter(one -> one.id().equals(idOrName) || one.name().equals(idOrName))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("there is no token " + shortened(idOrName)));
        Map<String, StoredToken> next = new HashMap<>(byId);
        next.remove(token.id());
        replace(next);
        return token;
    }

    /** See {@link AccessAdmin#authenticate}. */
    Optional<Principal> authenticate(String presented) {
        TokenText text = TokenText.parse(presented).orElse(NO_TEXT);
        return authenticate(text.id(), text.hash());
    }

    private synchronized Optional<Principal> authenticate(String id, byte[] hash) {
        StoredToken token = byId.getOrDefault(id, NOBODY);
        boolean matches = token.matches(hash);
        Instant now = clock.instant();
        if (!matches || token == NOBODY || !works(token, now)) {
            return Optional.empty();
        }
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        if (!minute.equals(token.token().lastUsed())) {
            byId.put(token.token().id(), token.used(minute));
            used = true;
        }
        return Optional.of(token.principal());
    }

    private boolean works(StoredToken token, Instant now) {
        String owner = token.token().owner();
        return !token.expired(now)
                && (!owner.startsWith(USER)
                        || users.ownsTokens(
                                owner.substring(USER.length()), token.token().created()));
    }

    /** See {@link AccessAdmin#isCurrent}. */
    synchronized boolean isCurrent(Principal principal) {
        Instant now = clock.instant();
        return byId.values().stream()
                .filter(token -> principal.name().endsWith(token.token().name()))
                .anyMatch(token -> works(token, now) && token.principal().equals(principal));
    }

    /** Writes the last uses if there were any since the last call. */
    synchronized void writeUses() {
        if (!used) {
            return;
        }
        try {
            file.write(sorted(byId));
            used = false;
        } catch (UncheckedIOException e) {
            LOG.warn("The last use of tokens cannot be kept; tried again in a minute", e);
        }
    }

    private void replace(Map<String, StoredToken> next) {
        file.write(sorted(next));
        byId.clear();
        byId.putAll(next);
        used = false;
    }

    private static List<StoredToken> sorted(Map<String, StoredToken> tokens) {
        List<StoredToken> sorted = new ArrayList<>(tokens.values());
        sorted.sort(Comparator.comparing(stored -> stored.token().name()));
        return sorted;
    }
}
