import { z } from 'zod';
import type { Connection } from '../domain/configuration.ts';
import { RelayError } from '../lib/errors.ts';
import type { Heard, Inspector, Silent } from '../servicenow/inspect-instance.ts';

const Row = z.object({
  result: z.object({ sys_id: z.string(), number: z.string(), state: z.string() }),
});
export type HandledRecord = z.output<typeof Row>['result'];

/** Does on an instance what a person would do at a form, by the plain Table API. */
export interface Hands {
  create(table: string, fields: Readonly<Record<string, string>>): Promise<HandledRecord>;
  read(table: string, sysId: string): Promise<HandledRecord>;
  update(
    table: string,
    sysId: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<HandledRecord>;
}

const query = {
  sysparm_fields: 'sys_id,number,state',
  sysparm_exclude_reference_link: 'true',
};

export function createHands(
  inspector: Pick<Inspector, 'ask'>,
  { name }: Pick<Connection, 'name'>,
): Hands {
  return {
    create: async (table, body) =>
      toRecord(
        await inspector.ask({ method: 'POST', path: `/api/now/table/${table}`, query, body }),
        `create a record of ${table} on ${name}`,
      ),
    read: async (table, sysId) =>
      toRecord(
        await inspector.ask({ path: `/api/now/table/${table}/${sysId}`, query }),
        `read a record of ${table} on ${name}`,
      ),
    update: async (table, sysId, body) =>
      toRecord(
        await inspector.ask({
          method: 'PATCH',
          path: `/api/now/table/${table}/${sysId}`,
          query,
          body,
        }),
        `change a record of ${table} on ${name}`,
      ),
  };
}

function toRecord(heard: Heard | Silent, attempted: string): HandledRecord {
  if (heard.kind === 'silent') throw heard.error;
  const read = Row.safeParse(heard.seen.json);
  if (read.success && heard.seen.status < 300) return read.data.result;
  throw new RelayError(
    'SERVICENOW_REJECTED',
    `Could not ${attempted}: it answered ${heard.seen.status} ${heard.seen.says}. Name an account that may, with --admin-user.`,
  );
}
