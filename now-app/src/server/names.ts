import type { Feature } from '@alert-relay/shared-types';

/**
 * Every table, column, property and event of the app. Fluent reads only literals, so the same
 * names stand written out in `src/fluent/`; `npm run vendor-prefix` changes the prefix in both.
 */
const scope = 'x_alrt_relay';

/** A unit test holds it to the version of the package. */
export const appVersion = '0.1.0';

/** What this app can do beyond the first version of the contract. */
export const knownFeatures: Feature[] = [
  'traceparent',
  'attachments',
  'heartbeat',
  'links',
  'note_on',
  'adopt',
  'deletes',
];

export const tables = {
  link: `${scope}_link`,
  claim: `${scope}_claim`,
  event: `${scope}_event`,
  outbox: `${scope}_outbox`,
  connection: `${scope}_connection`,
  forwardRule: `${scope}_forward_rule`,
  watch: `${scope}_watch`,
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
  capture: `${scope}.capture`,
  tables: `${scope}.tables`,
  watchedColumns: `${scope}.watched_columns`,
  excludedColumns: `${scope}.excluded_columns`,
  /** Kept by the app itself: tables that have active forward rules. */
  forwardedTables: `${scope}.forwarded_tables`,
  drainBatch: `${scope}.drain_batch`,
  drainAttempts: `${scope}.drain_attempts`,
  takeoverSeconds: `${scope}.takeover_seconds`,
  maxBodyBytes: `${scope}.max_body_bytes`,
  sentDays: `${scope}.sent_days`,
  noteDays: `${scope}.note_days`,
  alarmMinutes: `${scope}.alarm_minutes`,
  rotationHours: `${scope}.rotation_hours`,
  silenceMinutes: `${scope}.silence_minutes`,
  attachmentTypes: `${scope}.attachment_types`,
  maxAttachmentBytes: `${scope}.max_attachment_bytes`,
} as const;

export const roles = { apiUser: `${scope}.api_user` } as const;

/** Says that the outbox of the connection in `parm1` has work. */
export const outboxReady = `${scope}.outbox.ready`;

/** Says that changes wait too long: the minutes stand in `parm1`, how many they are in `parm2`. */
export const outboxStuck = `${scope}.outbox.stuck`;

/** Says that the relay of a connection is silent: the minutes stand in `parm1`, which way in `parm2`. */
export const relaySilent = `${scope}.relay.silent`;

/** Says that it is there again; the minutes of silence stand in `parm1`. */
export const relayHeard = `${scope}.relay.heard`;

/** The view of incident with our related lists. */
export const relayView = scope;

export const columnPrefix = `${scope}_`;
