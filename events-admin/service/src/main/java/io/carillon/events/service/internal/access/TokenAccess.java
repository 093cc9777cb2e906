// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.EventBus;
import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.HostPaths;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Token;
import io.carillon.events.admin.TokenRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Access by token; every change is recorded in the log of events and in the log file. */
@Component(service = AccessAdmin.class, immediate = true)
public final class TokenAccess implements AccessAdmin {

    private final Tokens tokens;
    private final Loans loans = new Loans(Clock.systemUTC());
    private final AuditTrail audit = new AuditTrail();
    private final ScheduledFuture<?> uses;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "carillon-token-uses");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public TokenAccess(BundleContext context) {
        this(
                new Tokens(new TokenFile(HostPaths.of(context).data().resolve("access")), Clock.systemUTC()),
                Duration.ofMinutes(1));
    }

    TokenAccess(Tokens tokens, Duration writeEvery) {
        this.tokens = tokens;
        this.uses = writer.scheduleWithFixedDelay(
                tokens::writeUses, writeEvery.toMillis(), writeEvery.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setBus(EventBus bus) {
        audit.use(bus);
    }

    void unsetBus(EventBus bus) {
        audit.leave(bus);
    }

    @Deactivate
    void stop() {
        uses.cancel(false);
        writer.shutdownNow();
        audit.close();
        tokens.writeUses();
    }

    @Override
    public CreatedToken createToken(TokenRequest request, String by) {
        CreatedToken created = tokens.create(request, by);
        audit.record("carillon.token.created", created.token(), by);
        return created;
    }

    @Override
    public List<Token> tokens() {
        return tokens.list();
    }

    @Override
    public void revokeToken(String id, String by) {
        audit.record("carillon.token.revoked", tokens.revoke(id), by);
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
}
