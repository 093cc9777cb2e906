// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The people who may log in. Kept in the host's data directory, apart from the log; of passwords only slow hashes.
 *
 * <p>A password has {@value #MIN_PASSWORD} to {@value #MAX_PASSWORD} characters, is not the name, and not one of those that
 * everybody tries first. Taking one takes a noticeable part of a second of processor time.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface UsersAdmin {

    /** The most users there may be. */
    int MAX_USERS = 1_000;

    /** The shortest password, in characters. */
    int MIN_PASSWORD = 12;

    /** The longest password, in characters. */
    int MAX_PASSWORD = 256;

    /**
     * Adds a user.
     *
     * @throws IllegalArgumentException if the name is in use, the password breaks a rule or a limit is broken
     * @throws java.io.UncheckedIOException if it cannot be kept; there is no new user then
     */
    User add(NewUser user, String password, String by);

    /** All users in ascending order of names; an immutable list. */
    List<User> users();

    /**
     * Gives a user another password and ends their sessions.
     *
     * @throws IllegalArgumentException if the password breaks a rule
     * @throws java.util.NoSuchElementException if there is no such user
     */
    void setPassword(String name, String password, String by);

    /**
     * Gives a user another password on their own word, and ends their sessions.
     *
     * @param current what the password is up to now
     * @return whether {@code current} is right and the user may log in; nothing changed otherwise
     * @throws IllegalArgumentException if the new password breaks a rule
     * @throws io.carillon.events.OverloadedException if too many passwords wait to be looked at already
     */
    boolean changePassword(String name, String current, String password);

    /**
     * Gives a user another role and other limits, which count at once, for what goes on as well. The tokens of who does not
     * administer any more do not work.
     *
     * @param rights the name of a user, and what they are to have
     * @throws IllegalArgumentException if nobody would be left who administers
     * @throws java.util.NoSuchElementException if there is no such user
     */
    User setRights(NewUser rights, String by);

    /**
     * Lets a user in or not; the sessions of a disabled user end and the tokens they own do not work.
     *
     * @throws IllegalArgumentException if nobody would be left who administers
     * @throws java.util.NoSuchElementException if there is no such user
     */
    void setDisabled(String name, boolean disabled, String by);

    /**
     * Removes a user; their sessions end, and the tokens they own never work again.
     *
     * @throws IllegalArgumentException if nobody would be left who administers
     * @throws java.util.NoSuchElementException if there is no such user
     */
    void remove(String name, String by);

    /**
     * Makes the key with which the first user can be added by {@link #setUp}; the one before ends. It works once, for 24
     * hours, and as long as this process runs.
     *
     * @return 32 hexadecimal digits or more; they cannot be shown again. Empty when there are users
     */
    Optional<String> newSetupKey(String by);

    /**
     * Adds the first user, an administrator.
     *
     * @return the user; empty when the key does not work
     * @throws IllegalArgumentException if the name or the password breaks a rule; the key works again then
     */
    Optional<User> setUp(String key, String name, String password);
}
