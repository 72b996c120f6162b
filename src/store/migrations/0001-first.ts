/**
 * The first schema. Both databases run it as it stands: BIGINT for whole numbers and times in ms, TEXT for words and JSON.
 */
export const FIRST_SCHEMA: readonly string[] = [
  `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
  `CREATE TABLE accounts (id TEXT PRIMARY KEY, created_at BIGINT NOT NULL)`,

  `CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    requests_per_minute BIGINT,
    tasks_in_flight BIGINT,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
  )`,

  `CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    model TEXT NOT NULL,
    route TEXT,
    storage TEXT NOT NULL,
    reference TEXT,
    input TEXT NOT NULL,
    callback_url TEXT,
    created_at BIGINT NOT NULL,
    completed_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    lane TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    turn BIGINT NOT NULL,
    lease TEXT,
    deadline_at BIGINT,
    tries BIGINT NOT NULL,
    cancel TEXT NOT NULL,
    capped_key TEXT,
    attempt_id TEXT,
    findings TEXT NOT NULL,
    adjustments TEXT NOT NULL,
    plan TEXT,
    hold TEXT,
    error TEXT,
    failure TEXT,
    cost TEXT,
    report TEXT,
    verdict TEXT
  )`,
  `CREATE INDEX tasks_of_account ON tasks (account_id, id)`,
  `CREATE INDEX tasks_by_reference ON tasks (account_id, reference, id) WHERE reference IS NOT NULL`,
  // A row is in a lane as long as it is anybody's work; ended and held rows weigh nothing here.
  `CREATE INDEX tasks_due ON tasks (lane, due_at) WHERE lane <> ''`,
  `CREATE INDEX tasks_in_turn ON tasks (lane, turn) WHERE lane <> ''`,
  `CREATE INDEX tasks_capped ON tasks (capped_key) WHERE capped_key IS NOT NULL`,

  `CREATE TABLE idempotency (
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    task_id TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, name)
  )`,
  `CREATE INDEX idempotency_expiry ON idempotency (expires_at)`,

  `CREATE TABLE events (
    task_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (task_id, seq)
  )`,

  `CREATE TABLE attempts (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    provider TEXT NOT NULL,
    credential TEXT NOT NULL,
    state TEXT NOT NULL,
    handle TEXT,
    request TEXT NOT NULL,
    outcome TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    ended_at BIGINT,
    UNIQUE (task_id, ordinal)
  )`,

  `CREATE TABLE outputs (
    id BIGINT PRIMARY KEY,
    account_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    attempt_id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    type TEXT NOT NULL,
    source TEXT NOT NULL,
    source_expires_at BIGINT,
    blob_key TEXT,
    sha256 TEXT,
    size_bytes BIGINT,
    media_type TEXT,
    tier TEXT NOT NULL,
    expires_at BIGINT,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT,
    UNIQUE (attempt_id, ordinal)
  )`,
  `CREATE INDEX outputs_of_task ON outputs (task_id, ordinal)`,
  `CREATE INDEX outputs_of_account ON outputs (account_id, id)`,
  `CREATE INDEX outputs_expiring ON outputs (expires_at) WHERE deleted_at IS NULL AND expires_at IS NOT NULL`,

  `CREATE TABLE blobs (
    blob_key TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    size_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    unused_since BIGINT
  )`,
  `CREATE INDEX blobs_unused ON blobs (unused_since) WHERE unused_since IS NOT NULL`,
  `CREATE TABLE blob_refs (
    blob_key TEXT NOT NULL,
    owner TEXT NOT NULL,
    account_id TEXT NOT NULL,
    PRIMARY KEY (blob_key, owner)
  )`,
  `CREATE INDEX blob_refs_of_owner ON blob_refs (owner)`,

  `CREATE TABLE assets (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    blob_key TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
  )`,
  `CREATE INDEX assets_of_account ON assets (account_id, id)`,
  `CREATE INDEX assets_expiring ON assets (expires_at) WHERE expires_at IS NOT NULL`,

  `CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    url TEXT NOT NULL,
    origin TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    lease TEXT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    last_status BIGINT,
    last_error TEXT
  )`,
  // Account and origin are in it so that what waits for one slow receiver is passed over without reading its rows.
  `CREATE INDEX deliveries_due ON deliveries (due_at, account_id, origin) WHERE state = 'pending' OR state = 'sending'`,
  `CREATE UNIQUE INDEX deliveries_in_order ON deliveries (account_id, seq)`,
  `CREATE INDEX deliveries_of_task ON deliveries (task_id)`,
  `CREATE INDEX deliveries_to_endpoint ON deliveries (account_id, url) WHERE state = 'pending'`,
  `CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL`,
  `CREATE TABLE inboxes (account_id TEXT PRIMARY KEY, last_seq BIGINT NOT NULL)`,
  `CREATE TABLE delivery_tries (
    delivery_id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    took_ms BIGINT NOT NULL,
    status BIGINT,
    error TEXT,
    PRIMARY KEY (delivery_id, ordinal)
  )`,
  `CREATE TABLE endpoints (
    account_id TEXT NOT NULL,
    url TEXT NOT NULL,
    failing_since BIGINT,
    failed_at BIGINT,
    off_since BIGINT,
    off_reason TEXT,
    PRIMARY KEY (account_id, url)
  )`,
  `CREATE TABLE webhook_secrets (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    secret TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    retires_at BIGINT
  )`,
  `CREATE INDEX webhook_secrets_of_account ON webhook_secrets (account_id)`,
];
