-- Settings of this desktop and edits of notes; neither is policy.
CREATE TABLE settings (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE drafts (
    service TEXT NOT NULL,
    entry   TEXT NOT NULL,
    text    TEXT NOT NULL,
    PRIMARY KEY (service, entry)
) WITHOUT ROWID;
