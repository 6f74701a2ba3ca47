import { GlideAggregate, GlideRecord } from '@servicenow/glide';
import type { Waiting } from '../domain/alarm.ts';
import { tables } from '../names.ts';
import { ageSeconds, readColumn } from './record.ts';
import { toText } from './text.ts';

export function countChanges(connectionKey: string, state: string): number {
  const aggregate = new GlideAggregate(tables.outbox);
  aggregate.addQuery('connection_key', '=', connectionKey);
  aggregate.addQuery('state', '=', state);
  // COUNT of a column also groups by it; all rows here have the same state, so one group remains.
  aggregate.addAggregate('COUNT', 'state');
  aggregate.query();
  return aggregate.next() ? Number(toText(aggregate.getAggregate('COUNT', 'state'))) : 0;
}

export function waitingOf(connectionKey: string): Waiting {
  const oldest = new GlideRecord(tables.outbox);
  oldest.addQuery('connection_key', connectionKey);
  oldest.addQuery('state', 'pending');
  oldest.orderBy('sys_created_on');
  oldest.setLimit(1);
  oldest.query();
  if (!oldest.next()) return { count: 0, oldestMinutes: 0 };
  return {
    count: countChanges(connectionKey, 'pending'),
    oldestMinutes: Math.floor(ageSeconds(readColumn(oldest, 'sys_created_on')) / 60),
  };
}
