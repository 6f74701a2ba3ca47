import { requireTable } from '../dictionary/dictionary.ts';
import { newRow, valueOf } from '../engine/session.ts';
import { insertRecord } from '../engine/write-record.ts';
import { readRecord } from '../store/records.ts';
import { json, noRecord, type Answer, type Request } from './answer.ts';
import { readers, tableOf } from './change-records.ts';
import type { Handler, RequestContext } from './route.ts';

/** What a worker was asked and what came of it. The work is done at once; only the answer speaks of waiting. */
export interface WorkDone {
  readonly type: 'affected' | 'impacted' | 'offering' | 'schedule';
  readonly asked: Readonly<Record<string, unknown>> | undefined;
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
  readonly more?: Readonly<Record<string, unknown>>;
}

const WAITING = { value: 1, display_value: 'Waiting' };
const COMPLETE = { value: 3, display_value: 'Complete' };
const ERROR = { value: 4, display_value: 'Error' };

/** 202 with a worker that can be asked later. How the platform's own table is filled is assumed. */
export function acceptWork(request: Request, context: RequestContext, done: WorkDone): Answer {
  const { session } = context;
  const row = newRow(requireTable(session.engine.dictionary(), 'chg_mgt_worker'));
  row.values = {
    type: done.type,
    state: String((done.errors ?? []).length > 0 ? ERROR.value : COMPLETE.value),
    request: done.asked === undefined ? '' : JSON.stringify(done.asked),
    messages: JSON.stringify(messagesOf(done.errors, done.warnings, done.infos)),
    payload: JSON.stringify(done.more ?? {}),
  };
  insertRecord(session, row);
  const shown = {
    ...head(request, valueOf(row, 'sys_id')),
    request: valueOf(row, 'request'),
    state: WAITING,
    type: done.type,
    messages: messagesOf([], [], []),
  };
  return json(202, { result: shown });
}

function messagesOf(
  errors: readonly string[] = [],
  warnings: readonly string[] = [],
  infos: readonly string[] = [],
): Record<string, readonly string[]> {
  return { errorMessages: errors, warningMessages: warnings, infoMessages: infos };
}

function head(request: Request, sysId: string): Record<string, unknown> {
  const link = `${request.origin}/api/sn_chg_rest/change/worker/${sysId}`;
  return { worker: { sysId, link } };
}

export const getWorker: Handler = (request, context) => {
  tableOf(context, 'change_request', readers);
  const { engine } = context.session;
  const sysId = request.parameters['sys_id'] ?? '';
  const table = requireTable(engine.dictionary(), 'chg_mgt_worker');
  const stored = readRecord(engine.store, table, sysId);
  if (stored === undefined) return noRecord;
  return json(200, {
    result: {
      ...head(request, sysId),
      request: stored['request'] ?? '',
      state: stored['state'] === String(ERROR.value) ? ERROR : COMPLETE,
      type: stored['type'] ?? '',
      messages: parsed(stored['messages']),
      ...parsed(stored['payload']),
    },
  });
};

function parsed(text: string | undefined): Record<string, unknown> {
  const value: Record<string, unknown> = JSON.parse(text ?? '{}');
  return value;
}
