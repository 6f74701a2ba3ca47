import type { AlertEvent } from './alert-event.ts';

/** How the names begin that we give to alerts which stand for records born in ServiceNow. */
export const OWN_ALERT_PREFIX = 'alert-relay-';

/** The label under which tools keep labels, and what the others call the name that we gave. */
const places = ['alert_relay_key', 'incident_key', 'alias', 'deduplication_key', 'alert_uid'];

/**
 * Whether an alert is one that we opened: its tool sends it back to us, and a record for it would be
 * the second one.
 */
export function isOwnAlert({
  fingerprint,
  labels,
}: Pick<AlertEvent, 'fingerprint' | 'labels'>): boolean {
  return (
    fingerprint.startsWith(OWN_ALERT_PREFIX) ||
    places.some((name) => labels[name]?.startsWith(OWN_ALERT_PREFIX) === true)
  );
}
