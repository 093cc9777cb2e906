// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.NewUser;
import io.carillon.events.admin.User;
import io.carillon.events.admin.UsersAdmin;
import java.security.SecureRandom;
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

/**
 * Commands of the scope {@code user}. Passwords are never typed here, where they would stay in histories: the host makes
 * one, which its user changes.
 */
@Component(
        service = UserCommands.class,
        property = {
            "osgi.command.scope=user",
            "osgi.command.function=list",
            "osgi.command.function=add",
            "osgi.command.function=passwd",
            "osgi.command.function=disable",
            "osgi.command.function=enable",
            "osgi.command.function=remove",
            "osgi.command.function=setup"
        })
public final class UserCommands {

    /** Without those that look alike. */
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int PASSWORD = 20;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable UsersAdmin users;

    @Activate
    public UserCommands() {
        this(null);
    }

    /** For tests: no container. */
    UserCommands(@Nullable UsersAdmin users) {
        this.users = users;
    }

    private UsersAdmin users() {
        return Capability.of(users, "access control");
    }

    @Descriptor("Lists the people who may log in.")
    public Object list() {
        List<User> all = users().users();
        return all.isEmpty()
                ? "no users"
                : new Table(
                        List.of("NAME", "ROLE", "LIMITS", "STATE", "CREATED", "LAST LOGIN"),
                        all.stream()
                                .map(user -> List.of(
                                        user.name(),
                                        AccessText.word(user.role()),
                                        AccessText.limits(user.types(), user.tenants()),
                                        user.disabled() ? "disabled" : "enabled",
                                        Printable.time(user.created()),
                                        Printable.time(user.lastLogin())))
                                .toList());
    }

    @Descriptor("Adds somebody who may log in, and prints the password; it cannot be shown again.")
    public String add(
            CommandSession session,
            @Descriptor("viewer, publisher, operator or admin") @Parameter(names = "--role", absentValue = "")
                    String role,
            @Descriptor("patterns of types with commas between; all when absent")
                    @Parameter(names = "--types", absentValue = "")
                    String types,
            @Descriptor("tenants with commas between; all when absent")
                    @Parameter(names = "--tenants", absentValue = "")
                    String tenants,
            @Descriptor("NAME: to log in with") String name) {
        if (role.isEmpty()) {
            throw CommandException.usage("a user needs --role", "user:add --role viewer anna");
        }
        String password = password();
        users().add(
                        new NewUser(name, AccessText.role(role), AccessText.types(types), AccessText.names(tenants)),
                        password,
                        Caller.of(session));
        return password;
    }

    private static String password() {
        StringBuilder password = new StringBuilder();
        new SecureRandom().ints(PASSWORD, 0, LETTERS.length()).forEach(index -> password.append(LETTERS.charAt(index)));
        return password.toString();
    }

    @Descriptor("Gives a user another password and prints it; it cannot be shown again.")
    public String passwd(CommandSession session, @Descriptor("NAME: the user") String name) {
        String password = password();
        users().setPassword(name, password, Caller.of(session));
        return password;
    }

    @Descriptor("Keeps a user out until enabled again, with the tokens they own.")
    public String disable(CommandSession session, @Descriptor("NAME: the user") String name) {
        users().setDisabled(name, true, Caller.of(session));
        return name + " is disabled";
    }

    @Descriptor("Lets a user in again.")
    public String enable(CommandSession session, @Descriptor("NAME: the user") String name) {
        users().setDisabled(name, false, Caller.of(session));
        return name + " is enabled";
    }

    @Descriptor("Removes a user; the tokens they own never work again.")
    public String remove(CommandSession session, @Descriptor("NAME: the user") String name) {
        users().remove(name, Caller.of(session));
        return name + " is removed";
    }

    @Descriptor("Makes a new key for the first login, valid once and for 24 hours, and prints it.")
    public String setup(CommandSession session) {
        return users().newSetupKey(Caller.of(session))
                .orElseThrow(() -> new CommandException(
                        CommandException.CONFLICT,
                        "there are users already",
                        "user:passwd gives one of them another password, user:add --role admin adds one"));
    }
}
