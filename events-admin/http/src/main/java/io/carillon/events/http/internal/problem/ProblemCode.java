// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every problem the API answers: its meaning, what leads to it, what to do. A published code keeps its meaning. */
public enum ProblemCode {
    MALFORMED_JSON(
            400,
            false,
            "The body is not JSON within the limits",
            "A comma or quote is missing, a name is there twice, or it is nested or numbered beyond the limits.",
            "Send JSON in UTF-8; detail says where it stops being that."),
    INCOMPLETE_BODY(
            400,
            true,
            "The body ended too early",
            "The connection broke, or Content-Length announces more than was sent.",
            "Send as many bytes as Content-Length announces."),
    INVALID_PARAMETER(
            400,
            false,
            "A parameter has a value that cannot be used",
            "A number is outside its range, a time is not a time, or a word is not one of those allowed.",
            "See errors for the parameter."),
    UNKNOWN_PARAMETER(
            400,
            false,
            "There is no such parameter",
            "It is misspelt, or belongs to another path. None is ignored, so that a misspelt filter never selects everything.",
            "See errors for the parameter; /openapi.yaml names all."),
    BAD_CURSOR(
            400,
            false,
            "The cursor does not belong to this query",
            "The query was changed between two pages, or the cursor was.",
            "Take the cursor from next of the same query."),
    UNKNOWN_FRAME(
            400,
            false,
            "There is no such frame",
            "The type is misspelt, or belongs to another version of the protocol.",
            "Send subscribe, unsubscribe, ack, credit, publish or ping; see /asyncapi.yaml."),
    UNAUTHENTICATED(
            401,
            false,
            "A valid token or login is needed",
            "There is none, or it is misspelt, expired or revoked.",
            "Send Authorization: Bearer with a token; carillon tokens create makes one on the machine of the host."),
    FORBIDDEN(
            403,
            false,
            "The caller may not do this",
            "The token's role or scopes do not include what this needs.",
            "Use a token that has the scope that detail names."),
    FOREIGN_ORIGIN(
            403,
            false,
            "The request comes from a page of another site",
            "A page elsewhere uses the login of its visitor, or this host is called by a name it does not know.",
            "Use a token, or call this host by carillon.http.publicUrl."),
    CSRF_HEADER_MISSING(
            403,
            false,
            "A login alone does not allow changes",
            "A request that changes something came with a session's cookie but without the header.",
            "Send the header X-Carillon-CSRF with any value, or use a token."),
    LOGIN_AGAIN(
            403,
            false,
            "The password was given too long ago for this",
            "The session is older than five minutes, and this cannot be taken back or gives rights away.",
            "POST to /api/v1/auth/login again, then repeat the request."),
    PLUGIN_UPLOAD_DISABLED(
            403,
            false,
            "This host takes no jars from elsewhere",
            "Whoever can send a jar can run any code in the host, so it has to be allowed first.",
            "Copy the jar into the plugins folder, or set carillon.plugins.upload=true on the host."),
    NOT_FOUND(
            404,
            false,
            "There is nothing here",
            "The path or the id is misspelt, it was removed, or the caller may not see it.",
            "Check the path and the id."),
    METHOD_NOT_ALLOWED(
            405,
            false,
            "The path does not take this method",
            "The path can be asked for something else.",
            "Use a method that Allow names."),
    TOO_SLOW(
            408,
            true,
            "The body came too slowly",
            "The connection is bad, or the caller waits for something before it sends.",
            "Send at least 1 KB a second."),
    EVENT_CONFLICT(
            409,
            false,
            "The id is in the log with another body",
            "Two different events were given one id by the same source.",
            "Give the new event an id of its own."),
    REVISION_CONFLICT(
            409,
            false,
            "The stream has moved on",
            "Somebody else published to it meanwhile.",
            "Read again and decide anew."),
    AMBIGUOUS_ID(
            409,
            false,
            "Several sources used this id",
            "Ids are unique within a source only.",
            "Add the parameter source."),
    IDEMPOTENCY_MISMATCH(
            409,
            false,
            "The key was used with another body",
            "The caller used one key for two different events.",
            "Send the same body again, or another Idempotency-Key with the new one."),
    EXPECTATION_FAILED(
            409,
            false,
            "The number of events is not the one expected",
            "Events came or went since they were counted, or the selection is another.",
            "Look at the events again; send the new number, or no expect."),
    JOB_FINISHED(
            409,
            false,
            "The job is over",
            "It ended before the request came.",
            "Read how it ended; start another when it is still needed."),
    JOB_RUNNING(
            409,
            true,
            "The job has not ended",
            "Its result was asked for while it works, waits or is paused.",
            "Read the job until its state is succeeded, failed or cancelled."),
    CONFIG_LOCKED(
            409,
            false,
            "The option is set where this cannot change it",
            "A file, the environment or the command line sets it, and that is stronger.",
            "Change it where detail says it is set."),
    IN_USE(
            409,
            false,
            "It is in use",
            "What was to be removed or moved is working, or a durable subscription was taken up by another connection.",
            "Stop it first; detail says how."),
    CURSOR_EXPIRED(
            410,
            false,
            "The event to continue after is not in the log",
            "It was removed since, or belongs to another log.",
            "Leave on_gap out to go on without what is missing."),
    PRECONDITION_FAILED(
            412,
            false,
            "It was changed meanwhile",
            "Somebody else changed it since the caller read it.",
            "Read it again, and send If-Match with the new ETag."),
    TOO_LARGE(
            413,
            false,
            "The body is too large",
            "Big content is inside of it, or many events are in one request.",
            "Send less; keep big content elsewhere and send its address."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            false,
            "The body has a form that is not taken here",
            "Content-Type is missing or another, it is not in UTF-8, or it is compressed.",
            "Send Content-Type: application/json, or another form that /openapi.yaml names for this path."),
    MISDIRECTED(
            421,
            false,
            "The host name is not this host's",
            "The name in Host was not announced; a web page of somebody else may be asking.",
            "Use the address the host announced."),
    INVALID_EVENT(
            422,
            false,
            "The event breaks a rule",
            "An attribute is missing, too long or of another form, or only the host may set it.",
            "See errors for the attribute."),
    INVALID_BODY(
            422,
            false,
            "The body breaks a rule",
            "A member is missing, unknown, or has a value that cannot be used.",
            "See errors for the place; /openapi.yaml has the schema."),
    INVALID_FILTER(
            422,
            false,
            "The filter cannot be used",
            "It is not JSON, a dialect is misspelt or has not what it needs, or it is nested or long beyond the limits.",
            "See errors for the place in the filter."),
    PLUGIN_REFUSED(
            422,
            false,
            "The jar cannot be a plugin",
            "It is no complete jar or no OSGi bundle, claims what belongs to the host, or is not what was announced.",
            "See detail; the plugins folder is as it was."),
    UPGRADE_REQUIRED(
            426,
            false,
            "This is a WebSocket",
            "The request does not ask for an upgrade; a proxy may have removed it.",
            "Connect with a WebSocket client, or use /api/v1/events/stream."),
    TOO_MANY_STREAMS(
            429,
            true,
            "There are too many live streams or subscriptions",
            "A client opens connections and does not close them, or there are more clients than the host serves.",
            "Close others, or try again after Retry-After."),
    TOO_MANY_JOBS(
            429,
            true,
            "Too many jobs wait already, or are paused",
            "Jobs are started faster than they end; two run at a time, and only so many wait.",
            "Wait until some have ended, or cancel some: carillon jobs ls, carillon jobs cancel ID."),
    RATE_LIMITED(
            429,
            true,
            "Too many requests, or too many wrong credentials from this address",
            "A caller asks more often than its limit, somebody guesses, or a program goes on with a revoked token.",
            "Wait for Retry-After; after wrong credentials a valid token is taken at once."),
    INTERNAL(
            500,
            false,
            "The host made a mistake",
            "There is a fault in the host or in a plugin.",
            "Look for the instance in the host's log."),
    CORRUPT_EVENT(
            500,
            false,
            "An event does not match its hash",
            "The database was changed behind the host's back, or the disk is failing.",
            "Run store:verify in the shell."),
    OVERLOADED(
            503,
            true,
            "The host has too much to do",
            "More is published than the store can write.",
            "Try the same again after Retry-After."),
    QUERY_TIMEOUT(
            503,
            false,
            "The query takes too long",
            "Too many events have to be looked at one by one.",
            "Ask for less: a type, a subject, or a shorter range of time."),
    STORE_UNAVAILABLE(
            503,
            true,
            "The log does not answer",
            "The database is away or restarting.",
            "Try the same again after Retry-After; it is safe."),
    READ_ONLY(
            503,
            false,
            "Another host has the right to write",
            "Two hosts were started over one database.",
            "Publish there, or restart this host."),
    SHUTTING_DOWN(
            503,
            true,
            "The host is stopping",
            "Somebody stops or restarts it.",
            "Try the same again after Retry-After."),
    UNAVAILABLE(
            503,
            true,
            "A part of the host is not running",
            "It is starting, or failed to start.",
            "Try again after Retry-After; see /readyz."),
    STORE_FULL(
            507,
            true,
            "The store has no room",
            "The disk or the quota of the store is used up.",
            "Make room for the store, then try the same again.");

    private final int status;
    private final boolean retryable;
    private final String title;
    private final String causes;
    private final String hint;

    ProblemCode(int status, boolean retryable, String title, String causes, String hint) {
        this.status = status;
        this.retryable = retryable;
        this.title = title;
        this.causes = causes;
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

    /** What usually leads to it, for people. */
    public String causes() {
        return causes;
    }

    /** What to do, when nothing more exact is known. */
    public String hint() {
        return hint;
    }
}
