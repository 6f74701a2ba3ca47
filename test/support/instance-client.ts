import { z } from 'zod';

/** Column → value, all texts, as the Table API gives them. */
const Row = z.record(z.string(), z.string());
export type Row = z.output<typeof Row>;

/** The value of a column that has to be there. */
export function valueIn(row: Row | undefined, column: string): string {
  const value = row?.[column];
  if (value === undefined) throw new Error(`no ${column} in ${JSON.stringify(row)}`);
  return value;
}

/** One entry of the append-only list of everything that was ever written. */
const Write = z.object({
  seq: z.int(),
  at: z.string(),
  table: z.string(),
  sys_id: z.string(),
  number: z.string(),
  operation: z.enum(['insert', 'update', 'delete']),
  changes: z.record(z.string(), z.object({ old: z.string(), new: z.string() })),
  user: z.string(),
});
export type Write = z.output<typeof Write>;

/** A misbehavior of the instance, see design.md section 12. */
export interface Fault {
  readonly match: {
    readonly method?: string;
    readonly path?: string;
    readonly table?: string;
    readonly nth?: number;
  };
  readonly action: {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly page?: 'hibernating' | 'maintenance';
    readonly delayMs?: number;
    readonly cut?: 'before' | 'after-commit';
  };
  readonly times?: number;
}

/** What a person does in ServiceNow, through the Table API, and what a test reads behind the scenes. */
export interface InstanceClient {
  /** Records that match an encoded query. */
  records(table: string, query: string): Promise<readonly Row[]>;
  create(table: string, fields: Row): Promise<Row>;
  update(table: string, sysId: string, fields: Row): Promise<Row>;
  remove(table: string, sysId: string): Promise<void>;
  /** Attaches a file to a record. */
  attach(
    table: string,
    sysId: string,
    file: { readonly name: string; readonly type: string; readonly content: string },
  ): Promise<void>;
  /** The write log from after an entry, of one table or of all. */
  writes(after?: number, table?: string): Promise<readonly Write[]>;
  /** `seq` of the newest entry of the write log. */
  lastWrite(): Promise<number>;
  addFault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  /** The faults that never met a request, each as a text. */
  unmetFaults(): Promise<readonly string[]>;
}

export interface SignIn {
  readonly user: string;
  readonly password: string;
}

export function createInstanceClient(url: string, { user, password }: SignIn): InstanceClient {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const call = (method: string, path: string, body?: unknown): Promise<unknown> =>
    callJson(url + path, {
      method,
      headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const one = async (answer: Promise<unknown>): Promise<Row> =>
    z.object({ result: Row }).parse(await answer).result;
  // The platform drops a condition whose column it does not know: then a test would be given every record.
  const known = new Set<string>();
  const refuseUnknownColumns = async (table: string, query: string): Promise<void> => {
    const asked = new URLSearchParams({ table, query }).toString();
    if (known.has(asked)) return;
    const answer = await call('GET', `/__control/unknown-columns?${asked}`);
    const { columns } = z.object({ columns: z.array(z.string()) }).parse(answer);
    if (columns.length > 0) throw new Error(`${table} has no ${columns.join(', ')}`);
    known.add(asked);
  };
  // The instance gives so many at a time.
  const writesAfter = async (after: number, table = '') => {
    const all: Write[] = [];
    for (;;) {
      const from = all.at(-1)?.seq ?? after;
      const answer = await call('GET', `/__control/log?after=${from}&table=${table}`);
      const { entries } = z.object({ entries: z.array(Write) }).parse(answer);
      if (entries.length === 0) return all;
      for (const entry of entries) all.push(entry);
    }
  };

  return {
    records: async (table, query) => {
      await refuseUnknownColumns(table, query);
      const parameters = new URLSearchParams({
        sysparm_query: query,
        sysparm_exclude_reference_link: 'true',
      });
      const answer = await call('GET', `/api/now/table/${table}?${parameters.toString()}`);
      return z.object({ result: z.array(Row) }).parse(answer).result;
    },
    create: (table, fields) => one(call('POST', `/api/now/table/${table}${plain}`, fields)),
    update: (table, sysId, fields) =>
      one(call('PATCH', `/api/now/table/${table}/${sysId}${plain}`, fields)),
    remove: async (table, sysId) => {
      await call('DELETE', `/api/now/table/${table}/${sysId}`);
    },
    attach: async (table, sysId, { name, type, content }) => {
      const parameters = new URLSearchParams({
        table_name: table,
        table_sys_id: sysId,
        file_name: name,
      });
      await callJson(`${url}/api/now/attachment/file?${parameters.toString()}`, {
        method: 'POST',
        headers: { authorization, accept: 'application/json', 'content-type': type },
        body: content,
      });
    },
    writes: (after = 0, table) => writesAfter(after, table),
    lastWrite: async () => (await writesAfter(0)).at(-1)?.seq ?? 0,
    addFault: async (fault) => void (await call('POST', '/__control/faults', fault)),
    clearFaults: async () => void (await call('DELETE', '/__control/faults')),
    unmetFaults: async () => {
      const answer = await call('GET', '/__control/faults');
      const { unmet } = z.object({ unmet: z.array(z.unknown()) }).parse(answer);
      return unmet.map((fault) => JSON.stringify(fault));
    },
  };
}

/** References as plain sys_ids, so that every value is a text. */
const plain = '?sysparm_exclude_reference_link=true';

async function callJson(url: string, init: RequestInit): Promise<unknown> {
  const answer = await fetch(url, init);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${init.method} ${url} answered ${answer.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
