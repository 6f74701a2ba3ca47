import { z } from 'zod';
import type { Heard, Inspector, Silent } from '../servicenow/inspect-instance.ts';
import type { Step } from './plan.ts';

/** A step with what came of it. */
export interface Done {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'created' | 'updated' | 'kept' | 'by-hand';
  readonly detail: string;
  readonly link: string;
  readonly sysId?: string;
}

const Created = z.object({ result: z.object({ sys_id: z.string() }) });

/** Secrets go as display values: a two-way encrypted column keeps any other value as if it were cipher. */
const secretColumns = new Set(['client_secret']);

/**
 * Does what REST can do. A step that the instance refuses is left for a person, with what it said; what
 * needs its record is left as well.
 */
export async function applyPlan(
  admin: Inspector,
  steps: readonly Step[],
): Promise<readonly Done[]> {
  const made = new Map<string, string>();
  const done: Done[] = [];
  for (const step of steps) done.push(await applyStep(admin, step, made));
  return done;
}

async function applyStep(admin: Inspector, step: Step, made: Map<string, string>): Promise<Done> {
  const { id, title, detail, link, kind, write, instruction = detail } = step;
  if (write === undefined) {
    return { id, title, detail, link, outcome: kind === 'keep' ? 'kept' : 'by-hand' };
  }
  const values = resolveValues(write.values, made);
  if (values === undefined) {
    return { id, title, link, outcome: 'by-hand', detail: `${instruction}; it needs a step above` };
  }
  const heard = await send(admin, { ...write, values });
  const sysId = sysIdOf(heard);
  if (sysId === undefined) {
    const because =
      heard.kind === 'silent' ? heard.error.message : `${heard.seen.status} "${heard.seen.says}"`;
    return {
      id,
      title,
      link,
      outcome: 'by-hand',
      detail: `${detail}; over REST refused: ${because}`,
    };
  }
  if (write.as !== undefined) made.set(write.as, sysId);
  return { id, title, detail, link, sysId, outcome: kind === 'create' ? 'created' : 'updated' };
}

function resolveValues(
  values: NonNullable<Step['write']>['values'],
  made: ReadonlyMap<string, string>,
): Record<string, string> | undefined {
  const resolved: Record<string, string> = {};
  for (const [column, value] of Object.entries(values)) {
    const text = typeof value === 'string' ? value : made.get(value.ref);
    if (text === undefined) return undefined;
    resolved[column] = text;
  }
  return resolved;
}

async function send(
  admin: Inspector,
  write: {
    readonly table: string;
    readonly sysId: string | undefined;
    readonly values: Readonly<Record<string, string>>;
  },
): Promise<Heard | Silent> {
  const entries = Object.entries(write.values);
  const open = entries.filter(([column]) => !secretColumns.has(column));
  const secret = entries.filter(([column]) => secretColumns.has(column));
  let sysId = write.sysId;
  if (open.length > 0) {
    const heard = await sendOne(admin, write.table, sysId, Object.fromEntries(open), false);
    sysId ??= sysIdOf(heard);
    if (secret.length === 0 || sysId === undefined) return heard;
  }
  return sendOne(admin, write.table, sysId, Object.fromEntries(secret), true);
}

function sendOne(
  admin: Inspector,
  table: string,
  sysId: string | undefined,
  body: Readonly<Record<string, string>>,
  isDisplay: boolean,
): Promise<Heard | Silent> {
  return admin.ask({
    method: sysId === undefined ? 'POST' : 'PATCH',
    path: `/api/now/table/${table}${sysId === undefined ? '' : `/${sysId}`}`,
    query: {
      sysparm_fields: 'sys_id',
      ...(isDisplay ? { sysparm_input_display_value: 'true' } : {}),
    },
    body,
  });
}

function sysIdOf(heard: Heard | Silent): string | undefined {
  if (heard.kind === 'silent' || heard.seen.status >= 300) return undefined;
  return Created.safeParse(heard.seen.json).data?.result.sys_id;
}
