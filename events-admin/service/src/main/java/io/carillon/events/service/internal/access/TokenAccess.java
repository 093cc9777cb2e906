// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.HostPaths;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.Token;
import io.carillon.events.admin.TokenRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Access by token; every change is recorded in the log of events and in the log file. */
@Component(service = AccessAdmin.class, immediate = true)
public final class TokenAccess implements AccessAdmin {

    private final Tokens tokens;
    private final Loans loans = new Loans(Clock.systemUTC());
    private final Users users;
    private final AuditAdmin audit;
    private final ScheduledFuture<?> uses;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "carillon-token-uses");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public TokenAccess(BundleContext context, @Reference Users users, @Reference AuditAdmin audit) {
        this(
                new Tokens(new TokenFile(HostPaths.of(context).data().resolve("access")), users, Clock.systemUTC()),
                users,
                audit,
                Duration.ofMinutes(1));
    }

    TokenAccess(Tokens tokens, Users users, AuditAdmin audit, Duration writeEvery) {
        this.tokens = tokens;
        this.users = users;
        this.audit = audit;
        this.uses = writer.scheduleWithFixedDelay(
                tokens::writeUses, writeEvery.toMillis(), writeEvery.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void stop() {
        uses.cancel(false);
        writer.shutdownNow();
        tokens.writeUses();
    }

    @Override
    public CreatedToken createToken(TokenRequest request, String by) {
        CreatedToken created = tokens.create(request, by);
        record("carillon.token.created", created.token(), by);
        return created;
    }

    @Override
    public List<Token> tokens() {
        return tokens.list();
    }

    @Override
    public void revokeToken(String id, String by) {
        record("carillon.token.revoked", tokens.revoke(id), by);
    }

    @Override
    public String lend(Principal holder) {
        return loans.lend(holder);
    }

    @Override
    public Optional<Principal> authenticate(String text) {
        Optional<Principal> borrower = loans.authenticate(text);
        return borrower.isPresent() ? borrower : tokens.authenticate(text);
    }

    @Override
    public boolean isCurrent(Principal principal) {
        String name = principal.name();
        return name.startsWith("user:")
                ? users.find(name.substring("user:".length()))
                        .map(StoredUser::user)
                        .filter(user -> !user.disabled() && user.principal().equals(principal))
                        .isPresent()
                : !name.startsWith("token:") || tokens.isCurrent(principal);
    }

    private void record(String type, Token token, String by) {
        Map<String, Object> data = new TreeMap<>(Map.of(
                "id", token.id(),
                "name", token.name(),
                "role", token.role().name(),
                "scopes", token.scopes().stream().map(Scope::text).toList(),
                "expires", token.expires().toString()));
        if (!token.types().isEmpty()) {
            data.put("types", token.types().stream().map(TypePattern::text).toList());
        }
        if (!token.tenants().isEmpty()) {
            data.put("tenants", List.copyOf(token.tenants()));
        }
        audit.record(type, "token:" + token.name(), by, data);
    }
}
