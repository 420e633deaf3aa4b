-- One desktop, several workspaces: a service of the same name in another one
-- is another service. What was written before this belongs to all of them.
ALTER TABLE plans ADD COLUMN workspace TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN workspace TEXT NOT NULL DEFAULT '';
ALTER TABLE releases ADD COLUMN workspace TEXT NOT NULL DEFAULT '';

DROP INDEX one_open_run;
CREATE UNIQUE INDEX one_open_run ON runs (workspace, subject) WHERE ended = 0;

DROP INDEX releases_of;
CREATE INDEX releases_of ON releases (service, workspace, place);

ALTER TABLE drafts RENAME TO drafts_before;
CREATE TABLE drafts (
    workspace TEXT NOT NULL,
    service   TEXT NOT NULL,
    entry     TEXT NOT NULL,
    text      TEXT NOT NULL,
    PRIMARY KEY (workspace, service, entry)
) WITHOUT ROWID;
INSERT INTO drafts SELECT '', service, entry, text FROM drafts_before;
DROP TABLE drafts_before;
