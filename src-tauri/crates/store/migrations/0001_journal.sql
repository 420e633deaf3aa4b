-- Plans never change; a run belongs to exactly one plan.
CREATE TABLE plans (
    id      TEXT PRIMARY KEY NOT NULL,
    made_at INTEGER NOT NULL,
    body    TEXT NOT NULL
) WITHOUT ROWID;

-- A run carries its own lease: who holds it, until when, under which fence.
CREATE TABLE runs (
    place      INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    plan       TEXT NOT NULL UNIQUE REFERENCES plans (id),
    subject    TEXT NOT NULL,
    state      TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    started_by TEXT NOT NULL,
    ended      INTEGER NOT NULL CHECK (ended IN (0, 1)),
    cancel     INTEGER NOT NULL DEFAULT 0 CHECK (cancel IN (0, 1)),
    holder     TEXT NOT NULL,
    held_until INTEGER NOT NULL,
    fence      INTEGER NOT NULL UNIQUE
);

-- One run at a time per subject, whatever the program does.
CREATE UNIQUE INDEX one_open_run ON runs (subject) WHERE ended = 0;

CREATE TABLE steps (
    run    TEXT NOT NULL REFERENCES runs (id),
    number INTEGER NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (run, number)
) WITHOUT ROWID;

CREATE TABLE releases (
    place    INTEGER PRIMARY KEY,
    service  TEXT NOT NULL,
    tag      TEXT NOT NULL,
    event    TEXT NOT NULL,
    reason   TEXT NOT NULL,
    at       INTEGER NOT NULL,
    said_by  TEXT NOT NULL
);

CREATE INDEX releases_of ON releases (service, place);
