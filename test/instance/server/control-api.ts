import { z } from 'zod';
import { json, type Answer } from '../rest/answer.ts';
import { isObject } from '../rest/read-body.ts';
import type { WireRequest } from '../worker/protocol.ts';
import { NotHere, type Control } from './control.ts';
import { FaultRule } from './faults.ts';

/** `/__control`: faults, the write log, coverage, the clock, scheduled jobs, users. No credentials: loopback only. */
export async function answerControl(
  control: Control,
  request: WireRequest,
): Promise<Answer | undefined> {
  if (!request.path.startsWith('/__control/')) return undefined;
  try {
    return await answerCall(control, request);
  } catch (error) {
    if (error instanceof NotHere) return json(404, { error: error.message });
    throw error;
  }
}

async function answerCall(control: Control, request: WireRequest): Promise<Answer> {
  const call = `${request.method} ${request.path.slice('/__control'.length)}`;
  const query = new URLSearchParams(request.rawQuery);
  if (call === 'POST /faults') return addFault(control, parsed(request));
  if (call === 'DELETE /faults') return done(() => control.clearFaults());
  if (call === 'GET /faults') return json(200, { unmet: control.unmetFaults() });
  if (call === 'GET /log') {
    return json(200, {
      entries: control.log({
        after: Number(query.get('after') ?? 0),
        table: query.get('table') ?? '',
        sysId: query.get('sys_id') ?? '',
      }),
    });
  }
  if (call === 'GET /unknown-columns') {
    const columns = control.unknownColumns(query.get('table') ?? '', query.get('query') ?? '');
    return json(200, { columns });
  }
  if (call === 'GET /coverage') return json(200, control.coverage());
  if (call === 'POST /clock') return setClock(control, parsed(request));
  if (call === 'POST /users') return addUser(control, parsed(request));
  const test = /^POST \/tests\/(.+)\/run$/.exec(call)?.[1];
  if (test !== undefined) return json(200, await control.runTest(decodeURIComponent(test)));
  const job = /^POST \/jobs\/(.+)\/run$/.exec(call)?.[1];
  if (job === undefined) return json(404, { error: `No such control: ${call}` });
  await control.runJob(decodeURIComponent(job));
  return json(200, { outcome: 'ran' });
}

function addFault(control: Control, body: unknown): Answer {
  const rule = FaultRule.safeParse(body);
  if (!rule.success) return json(400, { error: rule.error.message });
  control.addFault(rule.data);
  return json(201, { armed: rule.data });
}

const NewUser = z.strictObject({
  userName: z.string().min(1),
  password: z.string().min(1),
  roles: z.array(z.string()).default([]),
  values: z.record(z.string(), z.string()).default({}),
});

function addUser(control: Control, body: unknown): Answer {
  const user = NewUser.safeParse(body);
  if (!user.success) return json(400, { error: user.error.message });
  return json(201, { sysId: control.createUser(user.data) });
}

function setClock(control: Control, body: unknown): Answer {
  const offsetMs = isObject(body) ? Number(body['offsetMs']) : Number.NaN;
  if (Number.isNaN(offsetMs)) return json(400, { error: 'Expected {"offsetMs": number}' });
  control.setClockOffsetMs(offsetMs);
  return json(200, { offsetMs });
}

function done(work: () => void): Answer {
  work();
  return { status: 204, headers: {}, body: undefined };
}

function parsed(request: WireRequest): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(request.body).toString('utf8') || '{}');
    return value;
  } catch {
    return undefined;
  }
}
