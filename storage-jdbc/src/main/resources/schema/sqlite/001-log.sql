-- One row: where the log stands and who may write it. Every commit raises version.
CREATE TABLE carillon_head (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    store_id       TEXT    NOT NULL,
    epoch          INTEGER NOT NULL CHECK (epoch >= 1),
    version        INTEGER NOT NULL,
    writer         TEXT    NOT NULL,
    first_position INTEGER NOT NULL,
    position       INTEGER NOT NULL,
    counted_to     INTEGER NOT NULL,
    hash           BLOB    NOT NULL
) STRICT;

INSERT INTO carillon_head (one, store_id, epoch, version, writer, first_position, position, counted_to, hash)
VALUES (1,
        lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a'
              || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
        1, 0, '', 1, 0, 0, zeroblob(32));

-- Dictionary of event types, with what is known of each; of events up to the head row's counted_to. Those after it are
-- counted when they are asked for, and added here once for each block of positions.
CREATE TABLE carillon_event_type (
    type_id    INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    events     INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL
) STRICT;

-- Times are microseconds since 1970, UTC; time_nanos is what a finer time has beyond them.
CREATE TABLE carillon_event_log (
    position        INTEGER PRIMARY KEY,
    id              TEXT    NOT NULL,
    source          TEXT    NOT NULL,
    type_id         INTEGER NOT NULL,
    subject         TEXT,
    stream_revision INTEGER NOT NULL,
    time_text       TEXT    NOT NULL,
    time_micros     INTEGER NOT NULL,
    time_nanos      INTEGER NOT NULL,
    recorded_micros INTEGER NOT NULL,
    correlation_id  TEXT,
    causation_id    TEXT,
    actor           TEXT,
    tenant          TEXT,
    severity        INTEGER NOT NULL,
    data_schema     TEXT,
    content_type    TEXT,
    data_encoding   TEXT CHECK (data_encoding IN ('text', 'base64')),
    data            TEXT,
    extensions      TEXT,
    deleted         INTEGER NOT NULL,
    body_hash       BLOB    NOT NULL,
    envelope_hash   BLOB    NOT NULL,
    payload_hash    BLOB    NOT NULL,
    chain_hash      BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX carillon_event_log_identity ON carillon_event_log (id, source);
CREATE INDEX carillon_event_log_type ON carillon_event_log (type_id, position);
CREATE INDEX carillon_event_log_subject ON carillon_event_log (subject, position) WHERE subject IS NOT NULL;
-- Those that begin a correlation are found by their id.
CREATE INDEX carillon_event_log_correlation ON carillon_event_log (correlation_id, position)
    WHERE correlation_id <> id;

-- Earliest and latest event time in each block of 1,024 positions: turns a time range into a position range.
CREATE TABLE carillon_time_block (
    block    INTEGER PRIMARY KEY,
    earliest INTEGER NOT NULL,
    latest   INTEGER NOT NULL
) STRICT;

-- What truncation leaves behind: the newest revision of each subject, and every identity.
CREATE TABLE carillon_stream (
    subject  TEXT    NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE carillon_truncated_id (
    id        TEXT    NOT NULL,
    source    TEXT    NOT NULL,
    position  INTEGER NOT NULL,
    body_hash BLOB    NOT NULL,
    PRIMARY KEY (id, source)
) STRICT, WITHOUT ROWID;

-- Finished positions beyond the checkpoint are ranges: 7-9,12.
CREATE TABLE carillon_subscription (
    name       TEXT    NOT NULL PRIMARY KEY,
    plugin     TEXT    NOT NULL,
    types      TEXT    NOT NULL,
    generation INTEGER NOT NULL,
    since      INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    finished   TEXT    NOT NULL,
    enabled    INTEGER NOT NULL,
    created    TEXT    NOT NULL
) STRICT;

CREATE TABLE carillon_once (
    subscription TEXT NOT NULL,
    once_key     TEXT NOT NULL,
    recorded     TEXT NOT NULL,
    PRIMARY KEY (subscription, once_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE carillon_dead_letter (
    subscription  TEXT    NOT NULL,
    position      INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    cause         TEXT    NOT NULL,
    first_attempt TEXT    NOT NULL,
    last_attempt  TEXT    NOT NULL,
    note          TEXT    NOT NULL,
    PRIMARY KEY (subscription, position)
) STRICT;

CREATE TABLE carillon_plugin_state (
    plugin    TEXT NOT NULL,
    state_key TEXT NOT NULL,
    json      TEXT NOT NULL,
    PRIMARY KEY (plugin, state_key)
) STRICT;

CREATE TABLE carillon_document (
    collection   TEXT    NOT NULL,
    document_key TEXT    NOT NULL,
    json         TEXT    NOT NULL,
    revision     INTEGER NOT NULL,
    indexed      TEXT    NOT NULL,
    PRIMARY KEY (collection, document_key)
) STRICT;

-- An indexed value is kept as its SHA-256, so that its length does not matter.
CREATE TABLE carillon_document_index (
    collection   TEXT NOT NULL,
    name         TEXT NOT NULL,
    value_hash   BLOB NOT NULL,
    document_key TEXT NOT NULL,
    PRIMARY KEY (collection, name, value_hash, document_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX carillon_document_index_key ON carillon_document_index (collection, document_key);
