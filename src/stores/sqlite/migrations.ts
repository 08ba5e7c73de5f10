/** The tables of the SQLite store, one migration a version: a migration that was released is never edited. */

/**
 * `user_version` of a file is how many of these it has had. Bodies are JSON; times are milliseconds, REAL as in JavaScript;
 * keys are made by `storable`, and `said` is the key before that, as JSON.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE alerts (
    id TEXT PRIMARY KEY, revision INTEGER NOT NULL, status TEXT NOT NULL, changed REAL NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX alerts_by_change ON alerts (changed DESC, id);
  CREATE INDEX alerts_by_status ON alerts (status, changed DESC, id);

  CREATE TABLE findings (
    key TEXT PRIMARY KEY, alert TEXT NOT NULL, time TEXT NOT NULL, event TEXT NOT NULL, rule TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX findings_by_time ON findings (time, event, rule);
  CREATE INDEX findings_by_alert ON findings (alert, time, event, rule);

  CREATE TABLE notifications (
    id TEXT PRIMARY KEY, alert TEXT NOT NULL, status TEXT NOT NULL, due REAL NOT NULL, created REAL NOT NULL,
    attempts INTEGER NOT NULL, postponed INTEGER NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX notifications_due ON notifications (due, id) WHERE status = 'due';
  CREATE INDEX notifications_by_alert ON notifications (alert, created DESC, id DESC);
  CREATE INDEX notifications_by_status ON notifications (status, created DESC, id DESC);

  CREATE TABLE threads (
    alert TEXT NOT NULL, episode INTEGER NOT NULL, destination TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (alert, episode, destination)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE memories (
    unit TEXT NOT NULL, key TEXT NOT NULL, said TEXT NOT NULL, keep TEXT NOT NULL, time REAL NOT NULL,
    expires REAL NOT NULL, body TEXT NOT NULL, PRIMARY KEY (unit, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX memories_by_expiry ON memories (expires);

  CREATE TABLE silences (id TEXT PRIMARY KEY, hidden INTEGER NOT NULL, body TEXT NOT NULL) STRICT;

  CREATE TABLE cursors (source TEXT PRIMARY KEY, position TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE handled (
    source TEXT NOT NULL, key TEXT NOT NULL, said TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (source, key)
  ) STRICT, WITHOUT ROWID;
  `,
  // `told` became `notified`; alerts can be acknowledged and have an assignee.
  `
  UPDATE alerts SET body = json_remove(json_set(body,
    '$.acknowledged', NULL, '$.assignee', NULL, '$.notified', json(json_extract(body, '$.told'))), '$.told');
  UPDATE notifications SET body = json_remove(json_set(body,
    '$.alert.acknowledged', NULL, '$.alert.assignee', NULL,
    '$.alert.notified', json(json_extract(body, '$.alert.told'))), '$.alert.told');
  `,
  `
  CREATE TABLE canaries (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE plans (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
]
