import type { Tracing } from '../lib/tracing.ts';
import type { ServiceNow } from './create-servicenow.ts';

/**
 * A command from when it asks for its turn until it is answered: calls are shared, so one HTTP request
 * may belong to a hundred traces and to none of them.
 */
export function traceUpserts(tracing: Tracing, servicenow: ServiceNow): ServiceNow {
  if (!tracing.isOn) return servicenow;
  return {
    ...servicenow,
    upsertTask(connection, key, request) {
      const { name, mode, url } = connection;
      const { table, seq } = request;
      const host = URL.parse(url)?.host ?? '';
      const facts = { connection: name, mode, table, key, seq, 'server.address': host };
      return tracing.span('servicenow.upsert', { kind: 'client', facts }, async (note) => {
        const answer = await servicenow.upsertTask(connection, key, request);
        note({ outcome: answer.outcome, number: answer.record.number });
        return answer;
      });
    },
  };
}
