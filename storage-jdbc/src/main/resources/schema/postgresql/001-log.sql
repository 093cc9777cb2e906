-- One row: where the log stands and who may write it. Every commit raises version.
CREATE TABLE carillon_head (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    store_id       TEXT COLLATE "C" NOT NULL,
    epoch          BIGINT NOT NULL CHECK (epoch >= 1),
    version        BIGINT NOT NULL,
    writer         TEXT COLLATE "C" NOT NULL,
    first_position BIGINT NOT NULL,
    position       BIGINT NOT NULL,
    counted_to     BIGINT NOT NULL,
    hash           BYTEA NOT NULL
);

INSERT INTO carillon_head (one, store_id, epoch, version, writer, first_position, position, counted_to, hash)
VALUES (1, gen_random_uuid()::text, 1, 0, '', 1, 0, 0, decode(repeat('00', 32), 'hex'));

-- Dictionary of event types, with what is known of each; of events up to the head row's counted_to. Those after it are
-- counted when they are asked for, and added here once for each block of positions.
CREATE TABLE carillon_event_type (
    type_id    INTEGER PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL UNIQUE,
    events     BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen  BIGINT NOT NULL
);

-- Times are microseconds since 1970, UTC; time_nanos is what a finer time has beyond them.
CREATE TABLE carillon_event_log (
    position        BIGINT PRIMARY KEY,
    id              TEXT COLLATE "C" NOT NULL,
    source          TEXT COLLATE "C" NOT NULL,
    type_id         INTEGER NOT NULL,
    subject         TEXT COLLATE "C",
    stream_revision BIGINT NOT NULL,
    time_text       TEXT COLLATE "C" NOT NULL,
    time_micros     BIGINT NOT NULL,
    time_nanos      SMALLINT NOT NULL,
    recorded_micros BIGINT NOT NULL,
    correlation_id  TEXT COLLATE "C",
    causation_id    TEXT COLLATE "C",
    actor           TEXT COLLATE "C",
    tenant          TEXT COLLATE "C",
    severity        SMALLINT NOT NULL,
    data_schema     TEXT COLLATE "C",
    content_type    TEXT COLLATE "C",
    data_encoding   TEXT COLLATE "C" CHECK (data_encoding IN ('text', 'base64')),
    data            TEXT COLLATE "C",
    extensions      TEXT COLLATE "C",
    deleted         BOOLEAN NOT NULL,
    body_hash       BYTEA NOT NULL,
    envelope_hash   BYTEA NOT NULL,
    payload_hash    BYTEA NOT NULL,
    chain_hash      BYTEA NOT NULL
);

-- An index entry has at most 2,704 bytes, id and source together may have more: a long source stands as its SHA-256,
-- behind a character that no source has.
CREATE UNIQUE INDEX carillon_event_log_identity ON carillon_event_log (id, (CASE WHEN octet_length(source) <= 1000 THEN source
     ELSE E'\x01' || encode(sha256(decode(replace(source, '\', '\\'), 'escape')), 'hex') END));
CREATE INDEX carillon_event_log_type ON carillon_event_log (type_id, position);
CREATE INDEX carillon_event_log_subject ON carillon_event_log (subject, position) WHERE subject IS NOT NULL;
-- Those that begin a correlation are found by their id. The beginning only: a correlation id may be longer than an index
-- entry.
CREATE INDEX carillon_event_log_correlation ON carillon_event_log (left(correlation_id, 128), position)
    WHERE correlation_id <> id;

-- Earliest and latest event time in each block of 1,024 positions: turns a time range into a position range.
CREATE TABLE carillon_time_block (
    block    BIGINT PRIMARY KEY,
    earliest BIGINT NOT NULL,
    latest   BIGINT NOT NULL
);

-- What truncation leaves behind: the newest revision of each subject, and every identity.
CREATE TABLE carillon_stream (
    subject  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    position BIGINT NOT NULL
);

CREATE TABLE carillon_truncated_id (
    id        TEXT COLLATE "C" NOT NULL,
    source    TEXT COLLATE "C" NOT NULL,
    position  BIGINT NOT NULL,
    body_hash BYTEA NOT NULL
);

CREATE UNIQUE INDEX carillon_truncated_id_identity ON carillon_truncated_id (id, (CASE WHEN octet_length(source) <= 1000 THEN source
     ELSE E'\x01' || encode(sha256(decode(replace(source, '\', '\\'), 'escape')), 'hex') END));

-- Finished positions beyond the checkpoint are ranges: 7-9,12.
CREATE TABLE carillon_subscription (
    name       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    plugin     TEXT COLLATE "C" NOT NULL,
    types      TEXT COLLATE "C" NOT NULL,
    generation INTEGER NOT NULL,
    since      BIGINT NOT NULL,
    position   BIGINT NOT NULL,
    finished   TEXT COLLATE "C" NOT NULL,
    enabled    BOOLEAN NOT NULL,
    created    TEXT COLLATE "C" NOT NULL
);

CREATE TABLE carillon_once (
    subscription TEXT COLLATE "C" NOT NULL,
    once_key     TEXT COLLATE "C" NOT NULL,
    recorded     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (subscription, once_key)
);

CREATE TABLE carillon_dead_letter (
    subscription  TEXT COLLATE "C" NOT NULL,
    position      BIGINT NOT NULL,
    attempts      INTEGER NOT NULL,
    cause         TEXT COLLATE "C" NOT NULL,
    first_attempt TEXT COLLATE "C" NOT NULL,
    last_attempt  TEXT COLLATE "C" NOT NULL,
    note          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (subscription, position)
);

CREATE TABLE carillon_plugin_state (
    plugin    TEXT COLLATE "C" NOT NULL,
    state_key TEXT COLLATE "C" NOT NULL,
    json      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (plugin, state_key)
);

CREATE TABLE carillon_document (
    collection   TEXT COLLATE "C" NOT NULL,
    document_key TEXT COLLATE "C" NOT NULL,
    json         TEXT COLLATE "C" NOT NULL,
    revision     BIGINT NOT NULL,
    indexed      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (collection, document_key)
);

-- An indexed value is kept as its SHA-256, so that its length does not matter.
CREATE TABLE carillon_document_index (
    collection   TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    value_hash   BYTEA NOT NULL,
    document_key TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (collection, name, value_hash, document_key)
);

CREATE INDEX carillon_document_index_key ON carillon_document_index (collection, document_key);
