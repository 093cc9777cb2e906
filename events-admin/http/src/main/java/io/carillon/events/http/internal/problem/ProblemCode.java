// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every problem the API answers. A published code keeps its meaning. */
public enum ProblemCode {
    MALFORMED_JSON(400, false, "The body is not JSON within the limits", "Send one JSON object in UTF-8."),
    INVALID_PARAMETER(400, false, "A parameter has a value that cannot be used", "See errors for the parameter."),
    UNKNOWN_PARAMETER(400, false, "There is no such parameter", "See errors for the parameter; none is ignored."),
    BAD_CURSOR(400, false, "The cursor does not belong to this query", "Take the cursor from next of the same query."),
    UNAUTHENTICATED(401, false, "A valid token is needed", "Send Authorization: Bearer with a token."),
    FORBIDDEN(403, false, "The token's role does not allow this", "Use a token with a higher role."),
    NOT_FOUND(404, false, "There is nothing here", "Check the path and the id."),
    METHOD_NOT_ALLOWED(405, false, "The path does not take this method", "Use a method that Allow names."),
    TOO_SLOW(408, true, "The body came too slowly", "Send at least 1 KB a second."),
    EVENT_CONFLICT(409, false, "The id is in the log with another body", "Give the new event an id of its own."),
    REVISION_CONFLICT(409, false, "The stream has moved on", "Read again and decide anew."),
    AMBIGUOUS_ID(409, false, "Several sources used this id", "Add the parameter source."),
    IDEMPOTENCY_MISMATCH(409, false, "Idempotency-Key and id differ", "Send one of them, or the same in both."),
    TOO_LARGE(413, false, "The event is too large", "Send less; keep big content elsewhere and send its address."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            false,
            "The body has a form that is not taken here",
            "Use application/json or application/cloudevents+json, in UTF-8, not compressed."),
    MISDIRECTED(421, false, "The host name is not this host's", "Use the address the host announced."),
    INVALID_EVENT(422, false, "The event breaks a rule", "See errors for the attribute."),
    RATE_LIMITED(
            429,
            true,
            "Too many wrong tokens came from this address",
            "Wait for Retry-After; a valid token is taken at once."),
    INTERNAL(500, false, "The host made a mistake", "Look for the instance in the host's log."),
    CORRUPT_EVENT(500, false, "An event does not match its hash", "Run store:verify in the shell."),
    OVERLOADED(503, true, "The host has too much to do", "Try the same again after Retry-After."),
    STORE_UNAVAILABLE(503, true, "The log does not answer", "Try the same again after Retry-After; it is safe."),
    READ_ONLY(503, false, "Another host has the right to write", "Publish there, or restart this host."),
    SHUTTING_DOWN(503, true, "The host is stopping", "Try the same again after Retry-After."),
    UNAVAILABLE(503, true, "A part of the host is not running", "Try again after Retry-After; see /readyz."),
    STORE_FULL(507, true, "The store has no room", "Make room for the store, then try the same again.");

    private final int status;
    private final boolean retryable;
    private final String title;
    private final String hint;

    ProblemCode(int status, boolean retryable, String title, String hint) {
        this.status = status;
        this.retryable = retryable;
        this.title = title;
        this.hint = hint;
    }

    /** As it is written, for instance {@code bad-cursor}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The code that is written so. */
    public static Optional<ProblemCode> find(String text) {
        return Arrays.stream(values()).filter(code -> code.text().equals(text)).findFirst();
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Whether the same request can succeed later. */
    public boolean retryable() {
        return retryable;
    }

    /** What it means, for people. */
    public String title() {
        return title;
    }

    /** What to do, when nothing more exact is known. */
    public String hint() {
        return hint;
    }
}
