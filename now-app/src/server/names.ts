/**
 * Every table, column, property and event of the app. The vendor prefix stands here once for the
 * scripts; Fluent reads only literals, so the same names stand written out in `src/fluent/`.
 */
const scope = 'x_alrt_relay';

/** A unit test holds it to the version of the package. */
export const appVersion = '0.1.0';

export const tables = {
  link: `${scope}_link`,
  claim: `${scope}_claim`,
  event: `${scope}_event`,
  outbox: `${scope}_outbox`,
  connection: `${scope}_connection`,
} as const;

/** Our columns on `task`. */
export const columns = {
  managed: `${scope}_managed`,
  key: `${scope}_key`,
  source: `${scope}_source`,
  externalUrl: `${scope}_external_url`,
  origin: `${scope}_origin`,
} as const;

export const properties = {
  enabled: `${scope}.enabled`,
  tables: `${scope}.tables`,
  watchedColumns: `${scope}.watched_columns`,
  drainBatch: `${scope}.drain_batch`,
  drainAttempts: `${scope}.drain_attempts`,
  takeoverSeconds: `${scope}.takeover_seconds`,
  maxBodyBytes: `${scope}.max_body_bytes`,
} as const;

/** Says that the outbox of the connection in `parm1` has work. */
export const outboxReady = `${scope}.outbox.ready`;

export const columnPrefix = `${scope}_`;
