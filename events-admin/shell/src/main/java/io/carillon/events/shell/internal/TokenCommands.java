// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Token;
import io.carillon.events.admin.TokenRequest;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Commands of the scope {@code token}. */
@Component(
        service = TokenCommands.class,
        property = {
            "osgi.command.scope=token",
            "osgi.command.function=list",
            "osgi.command.function=create",
            "osgi.command.function=lend",
            "osgi.command.function=revoke"
        })
public final class TokenCommands {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AccessAdmin access;

    @Activate
    public TokenCommands() {
        this(null);
    }

    /** For tests: no container. */
    TokenCommands(@Nullable AccessAdmin access) {
        this.access = access;
    }

    private AccessAdmin access() {
        return Capability.of(access, "access control");
    }

    @Descriptor("Lists tokens, never their secrets.")
    public Object list() {
        List<Token> all = access().tokens();
        return all.isEmpty()
                ? "no tokens"
                : new Table(
                        List.of("NAME", "ID", "ROLE", "LIMITS", "OWNER", "CREATED", "EXPIRES", "LAST USED"),
                        all.stream()
                                .map(token -> List.of(
                                        token.name(),
                                        token.id(),
                                        AccessText.word(token.role()),
                                        AccessText.limits(token),
                                        token.owner(),
                                        Printable.time(token.created()),
                                        Printable.time(token.expires()),
                                        Printable.time(token.lastUsed())))
                                .toList());
    }

    @Descriptor("Makes a token and prints it; it cannot be shown again.")
    public String create(
            CommandSession session,
            @Descriptor("viewer, publisher, operator or admin") @Parameter(names = "--role", absentValue = "")
                    String role,
            @Descriptor("what it is for") @Parameter(names = "--name", absentValue = "") String name,
            @Descriptor("how long it works") @Parameter(names = "--expires", absentValue = "90d") String expires,
            @Descriptor("rights of the role with commas between, such as events:read; all when absent")
                    @Parameter(names = "--scopes", absentValue = "")
                    String scopes,
            @Descriptor("patterns of types with commas between; all when absent")
                    @Parameter(names = "--types", absentValue = "")
                    String types,
            @Descriptor("tenants with commas between; all when absent")
                    @Parameter(names = "--tenants", absentValue = "")
                    String tenants,
            @Descriptor("on whose behalf, to see what is meant for this user")
                    @Parameter(names = "--user", absentValue = "")
                    String user) {
        if (role.isEmpty() || name.isEmpty()) {
            throw CommandException.usage("a token needs --role and --name", "token:create --role viewer --name ci");
        }
        TokenRequest request = TokenRequest.of(name, AccessText.role(role), Moment.duration("--expires", expires))
                .withTypes(AccessText.types(types))
                .withTenants(AccessText.names(tenants))
                .withUser(user.isEmpty() ? null : user);
        TokenRequest limited = scopes.isEmpty() ? request : request.withScopes(AccessText.scopes(scopes));
        return access().createToken(limited, Caller.of(session)).text();
    }

    @Descriptor("Lends a token to a program of this account: for two minutes, kept in memory only.")
    public String lend(CommandSession session) {
        return access().lend(Principal.of(Caller.of(session), Role.ADMIN));
    }

    @Descriptor("Ends a token at once.")
    public String revoke(CommandSession session, @Descriptor("NAME: name or id of the token") String name) {
        access().revokeToken(name, Caller.of(session));
        return name + " is revoked";
    }
}
