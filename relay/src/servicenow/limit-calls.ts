import { bulkhead, type BulkheadPolicy } from 'cockatiel';
import type { Connection } from '../domain/configuration.ts';
import type { ServiceNow } from './create-servicenow.ts';

/**
 * At most so many writes to one instance at once. More lanes than that may run: while one waits for
 * the store, another one's call takes its place, so that the instance is never idle while work waits.
 */
export function limitCalls(servicenow: ServiceNow, perConnection: number): ServiceNow {
  const limits = new Map<string, BulkheadPolicy>();
  const limitOf = ({ workspace, name }: Connection): BulkheadPolicy => {
    const id = `${workspace}/${name}`;
    const known = limits.get(id) ?? bulkhead(perConnection, Infinity);
    limits.set(id, known);
    return known;
  };
  return {
    ...servicenow,
    upsertTask: (connection, key, request) =>
      limitOf(connection).execute(() => servicenow.upsertTask(connection, key, request)),
  };
}
