import type { UpsertRequest } from '@alert-relay/shared-types';

/** A create as the relay sends it, for those who call without a relay. */
export function upsertBody(eventId: string): string {
  const upsert: UpsertRequest = {
    event_id: eventId,
    seq: 1,
    table: 'incident',
    workspace: 'main',
    connection: 'production',
    source: 'prometheus',
    episode: 1,
    correlation_display: 'Prometheus Alertmanager prometheus',
    fields: {
      short_description: `Service ${eventId} is down`,
      description: 'No answer on any of the three probes for more than five minutes.',
      state: '1',
      impact: '1',
      urgency: '1',
      severity: '1',
    },
    notes: [{ id: `${eventId}-note`, element: 'work_notes', text: 'detail '.repeat(100) }],
  };
  return JSON.stringify(upsert);
}
