-- How far each ledger was verified here. A pin never moves back by itself.
CREATE TABLE pins (
    workspace TEXT    PRIMARY KEY NOT NULL,
    number    INTEGER NOT NULL CHECK (number >= 0),
    hash      TEXT    NOT NULL CHECK (length(hash) = 64),
    object    TEXT    NOT NULL,
    policy    INTEGER NOT NULL
) WITHOUT ROWID;

-- Whose ledger was verified in the repository of a path.
CREATE TABLE ledger_places (
    place     TEXT PRIMARY KEY NOT NULL,
    workspace TEXT NOT NULL
) WITHOUT ROWID;
