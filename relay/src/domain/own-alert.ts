import type { AlertEvent } from './alert-event.ts';

/** How the names begin that we give to alerts which stand for records born in ServiceNow. */
export const OWN_ALERT_PREFIX = 'alert-relay-';

/** The label under which tools keep labels, and what the others call the name that we gave. */
const places = ['alert_relay_key', 'incident_key', 'alias', 'deduplication_key', 'alert_uid'];

/**
 * The name that we gave to an alert when we opened it for a record; absent for every other alert. Its
 * tool sends it back to us, and a record for it would be the second one.
 */
export function toOwnName({
  fingerprint,
  labels,
}: Pick<AlertEvent, 'fingerprint' | 'labels'>): string | undefined {
  return [fingerprint, ...places.map((name) => labels[name])].find(
    (name) => name?.startsWith(OWN_ALERT_PREFIX) === true,
  );
}
