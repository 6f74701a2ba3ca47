import { displayOfRecord, toZone, zoneOf } from '../engine/display.ts';
import { valueOf, type Row, type Session } from '../engine/session.ts';
import { updateRecord } from '../engine/write-record.ts';
import { formatUtc } from '../query/date-operators.ts';
import { textOf } from '../store/database.ts';
import { failure, noRecord, Refusal, type Request } from './answer.ts';
import { bodyWithQuery } from './change-input.ts';
import { itemsOf, requestedChange } from './change-items.ts';
import { readers, tableOf, writers } from './change-records.ts';
import { acceptWork } from './change-workers.ts';
import { refusalOf } from './table-write.ts';
import type { Handler, RequestContext } from './route.ts';

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** A change with its planned time, as conflicts and free slots need it. */
export interface Planned extends Span {
  readonly change: string;
}

const DAY_MS = 86_400_000;

function millisecondsOf(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

function malformed(detail: string): Refusal {
  return new Refusal(failure(400, 'Bad Request', detail)); // documented causes, wording assumed
}

export function plannedSpan(change: Row): Span | undefined {
  const startMs = millisecondsOf(valueOf(change, 'start_date'));
  const endMs = millisecondsOf(valueOf(change, 'end_date'));
  return Number.isNaN(startMs) || Number.isNaN(endMs) ? undefined : { startMs, endMs };
}

/** Other open changes that are planned for any of these items, by their time. */
export function plannedFor(session: Session, items: readonly string[], but: string): Planned[] {
  const places = items.map(() => '?').join(', ');
  const rows = session.engine.store
    .prepare(
      `SELECT sys_id, start_date, end_date FROM task WHERE sys_class_name = 'change_request' AND active <> '0'
         AND sys_id <> ? AND start_date IS NOT NULL AND end_date IS NOT NULL AND (cmdb_ci IN (${places})
         OR sys_id IN (SELECT task FROM task_ci WHERE ci_item IN (${places}))) ORDER BY start_date`,
    )
    .all(but, ...items, ...items);
  return rows.map((row) => ({
    change: textOf(row['sys_id']),
    startMs: millisecondsOf(textOf(row['start_date'])),
    endMs: millisecondsOf(textOf(row['end_date'])),
  }));
}

/** What nobody else has taken, long enough for the work. Maintenance schedules are left out. */
function freeSpans(busy: readonly Span[], window: Span, durationMs: number): Span[] {
  const free: Span[] = [];
  let from = window.startMs;
  for (const span of [...busy, { startMs: window.endMs, endMs: window.endMs }]) {
    const until = Math.min(span.startMs, window.endMs);
    if (until - from >= durationMs) free.push({ startMs: from, endMs: until });
    from = Math.max(from, span.endMs);
  }
  return free;
}

function windowDays(session: Session): number {
  const name = 'change.conflict.next_available.schedule_window';
  return Number(session.engine.properties().get(name) ?? '90') || 90;
}

interface Wanted {
  readonly durationMs: number;
  readonly fromMs: number;
}

/** A duration is needed, a start is not. */
function readWanted(request: Request, session: Session): Wanted {
  const given = bodyWithQuery(request);
  const seconds = Number(given['duration_in_seconds'] ?? '');
  if (!Number.isInteger(seconds) || seconds <= 0)
    throw malformed('duration_in_seconds is invalid or was not provided');
  const start = given['planned_start_time'] ?? '';
  const now = session.engine.shared.nowMs();
  const fromMs = start === '' ? now : millisecondsOf(start);
  if (Number.isNaN(fromMs)) throw malformed('Invalid planned_start_time');
  return { durationMs: seconds * 1000, fromMs: Math.max(now, fromMs) };
}

function slotsFor(
  session: Session,
  items: readonly string[],
  but: string,
  wanted: Wanted,
): readonly Span[] {
  const window = {
    startMs: wanted.fromMs,
    endMs: wanted.fromMs + windowDays(session) * DAY_MS,
  };
  return freeSpans(plannedFor(session, items, but), window, wanted.durationMs);
}

function moment(session: Session, ms: number): Record<string, string> {
  const value = formatUtc(ms);
  return {
    value,
    display_value: toZone(value, zoneOf(session.engine, session.user.timeZone)),
  };
}

function found(
  session: Session,
  spans: readonly Span[],
): {
  readonly infos: readonly string[];
  readonly more: Readonly<Record<string, unknown>>;
} {
  if (spans.length === 0)
    return { infos: [`No slots found for ${windowDays(session)} days from now`], more: {} };
  const shown = spans.map((span) => ({
    start: moment(session, span.startMs),
    end: moment(session, span.endMs),
  }));
  return { infos: [], more: { payload: { spans: shown } } };
}

function zoneFor(session: Session): string {
  return zoneOf(session.engine, session.user.timeZone);
}

export const changeSchedule: Handler = (request, context) => {
  const change = requestedChange(request, context, readers);
  if (change === undefined) return noRecord;
  const { session } = context;
  const sysId = valueOf(change, 'sys_id');
  const items = neededItems(session, change);
  const planned = plannedSpan(change);
  if (planned === undefined) throw malformed('The change has no planned start and end');
  const wanted = {
    durationMs: planned.endMs - planned.startMs,
    fromMs: session.engine.shared.nowMs(),
  };
  return acceptWork(request, context, {
    type: 'schedule',
    asked: { change_sys_id: sysId, timezone: zoneFor(session) },
    ...found(session, slotsFor(session, items, sysId, wanted)),
  });
};

function neededItems(session: Session, change: Row): string[] {
  const items = itemsOf(session, change);
  if (items.length === 0) throw malformed('The change has no configuration item');
  return items;
}

export const itemSchedule: Handler = (request, context) => {
  tableOf(context, 'change_request', readers);
  const { session } = context;
  const item = request.parameters['item'] ?? '';
  if (displayOfRecord(session.engine, 'cmdb_ci', item) === item) return noRecord;
  const wanted = readWanted(request, session);
  return acceptWork(request, context, {
    type: 'schedule',
    asked: {
      cmdb_ci_sys_id: item,
      duration_in_seconds: wanted.durationMs / 1000,
      timezone: zoneFor(session),
    },
    ...found(session, slotsFor(session, [item], '', wanted)),
  });
};

export const takeFirstSlot: Handler = (request, context) => {
  const change = requestedChange(request, context, writers);
  if (change === undefined) return noRecord;
  const { session } = context;
  const sysId = valueOf(change, 'sys_id');
  const items = neededItems(session, change);
  const wanted = readWanted(request, session);
  if (!mayPlan(context, change))
    throw new Refusal(failure(403, 'Forbidden', 'No write access to the planned dates')); // assumed
  const [first] = slotsFor(session, items, sysId, wanted);
  const asked = {
    change_sys_id: sysId,
    duration_in_seconds: wanted.durationMs / 1000,
    timezone: zoneFor(session),
  };
  if (first === undefined)
    return acceptWork(request, context, { type: 'schedule', asked, ...found(session, []) });
  change.values['start_date'] = formatUtc(first.startMs);
  change.values['end_date'] = formatUtc(first.startMs + wanted.durationMs);
  const outcome = updateRecord(session, change);
  if (outcome.kind === 'refused') return refusalOf(outcome);
  return acceptWork(request, context, {
    type: 'schedule',
    asked,
    infos: ['Change has been updated'],
  });
};

function mayPlan(context: RequestContext, change: Row): boolean {
  const { session, scripts } = context;
  const columns = ['start_date', 'end_date'].flatMap(
    (name) => change.table.columns.get(name) ?? [],
  );
  return (
    scripts.access.mayUseTable(session, change.table, 'write', change) &&
    columns.every((column) =>
      scripts.access.mayUseField(session, change.table, column, 'write', change),
    )
  );
}
