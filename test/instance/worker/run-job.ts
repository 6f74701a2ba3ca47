import { systemUser } from '../auth/users.ts';
import { newSysId } from '../engine/ids.ts';
import { rowFrom, type Operation, type Session } from '../engine/session.ts';
import { formatUtc } from '../query/date-operators.ts';
import { toUncaught, type Script } from '../scripts/script-host.ts';
import { finishJob, takeDueJob, type Job } from '../store/jobs.ts';
import { readRecord } from '../store/records.ts';
import { rowsOf, type Values } from '../store/rows.ts';
import type { RunningEngine } from './create-engine.ts';
import { queueNextRun } from './schedules.ts';

/** Runs every job that is due; gives back how many there were. */
export function runDueJobs(running: RunningEngine, thread: number): number {
  const { engine, scripts } = running;
  let count = 0;
  for (;;) {
    const job = takeDueJob(engine.store, engine.shared.nowMs(), thread);
    if (job === undefined) return count;
    try {
      runJob(running, job);
    } catch (error) {
      scripts.log('error', toUncaught(error, `background job ${job.kind}`), 'scheduler');
    }
    finishJob(engine.store, job.id);
    count += 1;
  }
}

function runJob(running: RunningEngine, job: Job): void {
  if (job.kind === 'rule') runAsyncRule(running, job.payload);
  else if (job.kind === 'event') runEvent(running, job.payload['sysId'] ?? '');
  else if (job.kind === 'schedule') {
    const sysId = job.payload['sysId'] ?? '';
    runSchedule(running, sysId);
    if (job.payload['once'] !== 'true')
      queueNextRun(running.engine.store, sysId, running.engine.shared.nowMs());
  }
}

function sessionFor(running: RunningEngine, userId: string): Session {
  const { engine } = running;
  return {
    engine,
    user: engine.findUser(userId) ?? systemUser,
    transaction: newSysId(),
    interactive: false,
    ruleStack: [],
    messages: [],
  };
}

/** The record as it is now, which may be newer than the change that queued the job. */
function runAsyncRule(running: RunningEngine, payload: Job['payload']): void {
  const { engine } = running;
  const table = engine.dictionary().find(payload['table'] ?? '');
  if (table === undefined) return;
  const rule = engine.rulesFor(table).find((one) => one.sysId === payload['rule']);
  const stored = deletedValues(payload) ?? readRecord(engine.store, table, payload['sysId'] ?? '');
  if (rule === undefined || stored === undefined) return;
  const row = rowFrom(table, stored);
  row.operation = operationOf(payload);
  const session = sessionFor(running, payload['user'] ?? '');
  session.ruleStack.push(rule.name);
  rule.run(session, row);
}

function operationOf(payload: Job['payload']): Operation {
  const { operation } = payload;
  return operation === 'insert' || operation === 'delete' ? operation : 'update';
}

function deletedValues(payload: Job['payload']): Values | undefined {
  const { values } = payload;
  if (values === undefined) return undefined;
  const parsed: Values = JSON.parse(values);
  return parsed;
}

function runEvent(running: RunningEngine, eventId: string): void {
  const { engine, scripts } = running;
  const table = engine.dictionary().find('sysevent');
  const event = table === undefined ? undefined : readRecord(engine.store, table, eventId);
  if (event === undefined) return;
  const actions = rowsOf(engine.store, 'sysevent_script_action')
    .filter((row) => row['active'] !== '0' && row['event_name'] === event['name'])
    .toSorted((a, b) => Number(a['order'] ?? 100) - Number(b['order'] ?? 100));
  for (const action of actions) runAction(running, action, event);
  const now = formatUtc(engine.shared.nowMs());
  engine.store.write(() =>
    engine.store
      .prepare("UPDATE sysevent SET state = 'processed', processed = ? WHERE sys_id = ?")
      .run(now, eventId),
  );
  if (actions.length === 0)
    scripts.log('debug', `Event ${event['name'] ?? ''} has no script action`, 'scheduler');
}

function runAction(running: RunningEngine, action: Values, event: Values): void {
  const { engine, scripts } = running;
  const script = toScript(running, 'sysevent_script_action', action);
  const context = scripts.context(script.scope);
  const session = sessionFor(running, event['user_id'] ?? '');
  const eventTable = engine.dictionary().find('sysevent');
  const table = engine.dictionary().find(event['table'] ?? '');
  const stored =
    table === undefined ? undefined : readRecord(engine.store, table, event['instance'] ?? '');
  const condition = action['condition_script'] ?? '';
  const current =
    table === undefined || stored === undefined
      ? null
      : context.handle.wrapRow(rowFrom(table, stored));
  const given = {
    event: eventTable === undefined ? null : context.handle.wrapRow(rowFrom(eventTable, event)),
    current,
  };
  try {
    if (
      condition.trim() !== '' &&
      scripts.run(
        session,
        { ...script, name: `${script.name} condition`, source: `return (${condition});` },
        given,
      ) !== true
    )
      return;
    scripts.run(session, script, given);
  } catch (error) {
    scripts.log('error', toUncaught(error, `script action '${script.name}'`), script.scope);
  }
}

export function runSchedule(running: RunningEngine, sysId: string): boolean {
  const { engine, scripts } = running;
  const row = rowsOf(engine.store, 'sysauto_script').find(
    (one) => one['sys_id'] === sysId || one['name'] === sysId,
  );
  if (row === undefined) return false;
  const script = toScript(running, 'sysauto_script', row);
  const session = sessionFor(running, row['run_as'] ?? systemUser.sysId);
  try {
    const condition = row['condition'] ?? '';
    if (row['conditional'] === '1' && condition.trim() !== '') {
      if (
        scripts.run(
          session,
          { ...script, name: `${script.name} condition`, source: conditionSource(condition) },
          {},
        ) !== true
      )
        return true;
    }
    scripts.run(session, script, {});
  } catch (error) {
    scripts.log('error', toUncaught(error, `scheduled script '${script.name}'`), script.scope);
  }
  return true;
}

function conditionSource(condition: string): string {
  return /\banswer\s*=/.test(condition)
    ? `var answer; ${condition}; return answer;`
    : `return (${condition.replace(/;\s*$/, '')});`;
}

function toScript(running: RunningEngine, table: string, row: Values): Script {
  const scope = rowsOf(running.engine.store, 'sys_scope').find(
    (one) => one['sys_id'] === row['sys_scope'],
  )?.['scope'];
  return {
    table,
    sysId: row['sys_id'] ?? '',
    name: row['name'] ?? '',
    scope: scope ?? 'global',
    source: row['script'] ?? '',
  };
}
