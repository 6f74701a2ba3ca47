import vm from 'node:vm';
import { createAccess, type Access } from '../acl/access.ts';
import { createRecordAccess } from '../glide/record-access.ts';
import { newRow, type Engine, type Row, type ScriptHost, type Session } from '../engine/session.ts';
import { insertRow } from '../store/records.ts';
import { formatUtc } from '../query/date-operators.ts';
import { newSysId } from '../engine/ids.ts';
import { rowsOf } from '../store/rows.ts';
import { cached } from '../worker/shared-state.ts';
import { createCoverage, type Coverage } from './coverage.ts';
import { loadModules } from './modules.ts';
import { pauseFor } from './pause.ts';
import { textFrom, type GlideRuntime, type LogLevel } from './runtime.ts';
import type { Outbound } from './outbound-call.ts';
import { createScopeContext, type ScopeContext } from './scope-context.ts';
import { loadScriptIncludes } from './script-includes.ts';

/** Runs scripts of all scopes in this thread. */
export interface Scripts extends ScriptHost {
  readonly coverage: Coverage;
  readonly access: Access;
  /** Runs a script under its time budget; errors go to the caller. */
  run(session: Session, script: Script, given: Readonly<Record<string, unknown>>): unknown;
  context(scope: string): ScopeContext;
  log(level: LogLevel, message: string, source: string): void;
}

export interface Script {
  /** Table and sys_id of the record that holds the script: names it in logs, coverage and stack traces. */
  readonly table: string;
  readonly sysId: string;
  readonly name: string;
  readonly scope: string;
  readonly source: string;
}

export function createScripts(engineOf: () => Engine, outbound: Outbound): Scripts {
  const coverage = createCoverage();
  const engine = engineOf();
  const sessions: Session[] = [];
  const access = createAccess(engine);
  const log = (level: LogLevel, message: string, source: string): void =>
    writeLog(engine, sessions.at(-1), level, message, source);
  const runtime: GlideRuntime = {
    engine,
    session() {
      const session = sessions.at(-1);
      if (session === undefined) throw new Error('A Glide object was used outside of a script');
      return session;
    },
    log,
    outbound,
    pause: () => pauseFor(engine.settings.seed),
  };
  const recordAccess = createRecordAccess(runtime);
  const scopes = cached(engine.shared, 'scripts', () => {
    const rows = rowsOf(engine.store, 'sys_scope');
    const names = new Map(rows.map((row) => [row['sys_id'] ?? '', row['scope'] ?? '']));
    const modules = loadModules(engine.store, names);
    const includes = loadScriptIncludes(engine.store, names, coverage);
    const made = new Map<string, ScopeContext>();
    const find = (name: string): ScopeContext => {
      const known = made.get(name);
      if (known !== undefined) return known;
      const sysId = rows.find((row) => row['scope'] === name)?.['sys_id'] ?? 'global';
      const context = createScopeContext(
        { runtime, access, recordAccess, modules, includes, coverage },
        name,
        sysId,
      );
      made.set(name, context);
      return context;
    };
    return { find, made };
  });
  const within = <T>(session: Session, work: () => T): T => {
    sessions.push(session);
    try {
      return work();
    } finally {
      sessions.pop();
    }
  };
  const run: Scripts['run'] = (session, script, given) =>
    within(session, () => {
      coverage.record(script.table, script.sysId);
      // What the one before left unfinished: when the quota ends a script, no `finally` of it runs.
      if (sessions.length === 1) for (const one of scopes().made.values()) one.forgetUnfinished();
      const context = scopes().find(script.scope);
      const names = Object.keys(given);
      const compiled = context.compile(`${script.table}.${script.name}`, script.source, names);
      const call = (): unknown => compiled(...Object.values(given));
      if (sessions.length > 1) return call();
      try {
        return underBudget(context.context, engine.settings.quotaMs, call);
      } catch (error) {
        if (isOutOfTime(error)) {
          sessions.splice(1);
          engine.store.abandonWrite();
        }
        throw error;
      }
    });

  return {
    coverage,
    access,
    run,
    context: (scope) => scopes().find(scope),
    log,
    logError: (_session, message, source) => log('error', message, source),
    evaluateCondition(session, source, scope, row) {
      const context = scopes().find(scope);
      const script = {
        table: 'condition',
        sysId: '',
        name: source,
        scope,
        source: asAnswer(source),
      };
      try {
        const given = { current: context.handle.wrapRow(row), previous: previousOf(context, row) };
        return within(session, () => isTrue(run(session, script, given)));
      } catch (error) {
        log('error', `${messageOf(error)} in condition: ${source}`, scope);
        return false;
      }
    },
    evaluateExpression(session, source) {
      const script = {
        table: 'expression',
        sysId: '',
        name: source,
        scope: 'global',
        source: asAnswer(source),
      };
      try {
        const value = run(session, script, {});
        return textFrom(value);
      } catch (error) {
        log('error', `${messageOf(error)} in expression: ${source}`, 'global');
        return '';
      }
    },
  };
}

/** A condition is an expression, or a script that sets `answer`. */
function asAnswer(source: string): string {
  if (/\banswer\s*=/.test(source)) return `var answer; ${source}; return answer;`;
  return `return (${source.trim().replace(/;$/, '')});`;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || (typeof value === 'number' && value !== 0);
}

export function previousOf(context: ScopeContext, row: Row): object | null {
  if (row.stored === undefined) return null;
  return context.handle.wrapRow({
    ...newRow(row.table),
    values: { ...row.stored },
    stored: row.stored,
  });
}

export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) {
    const name: unknown = Reflect.get(error, 'name');
    return `${typeof name === 'string' ? name : 'Error'}: ${String(error.message)}`;
  }
  return String(error);
}

/** What the log says of an error that a script did not catch: the error, the script, and its line. */
export function toUncaught(error: unknown, script: string): string {
  const place = placeOf(error);
  return `${messageOf(error)} in ${script}${place === undefined ? '' : ` at ${place}`}`;
}

/** The innermost line that belongs to a script, not to this instance. */
function placeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const frames = String(Reflect.get(error, 'stack')).match(/^ +at .+$/gm) ?? [];
  const own = frames.find((frame) => !/file:|node:|transaction:1:1/.test(frame));
  return /(?:\(| at )(?<place>[^(]+:\d+):\d+\)?$/.exec(own ?? '')?.groups?.['place'];
}

/** Only the outermost script needs the watchdog: those inside it run on its time. */
function underBudget(context: vm.Context, budgetMs: number, call: () => unknown): unknown {
  Reflect.set(context, budgetSlot, call);
  return callInContext.runInContext(context, { timeout: budgetMs });
}

/** The transaction quota ended the script: nothing in it went on, not even its `finally` blocks. */
export function isOutOfTime(error: unknown): boolean {
  // An error of the script's own realm, so `instanceof Error` does not hold.
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}

const budgetSlot = '__glideCall';
const callInContext = new vm.Script(`${budgetSlot}()`, { filename: 'transaction' });

const levels: Readonly<Record<LogLevel, string>> = {
  debug: '-1',
  info: '0',
  warn: '1',
  error: '2',
};

/** syslog keeps what scripts say; debug only when the scope's property asks for it. */
function writeLog(
  engine: Engine,
  session: Session | undefined,
  level: LogLevel,
  message: string,
  source: string,
): void {
  if (level === 'debug' && engine.properties().get(`${source}.logging.verbosity`) !== 'debug')
    return;
  const table = engine.dictionary().find('syslog');
  if (table === undefined) return;
  const now = formatUtc(engine.shared.nowMs());
  engine.store.write(() =>
    insertRow(engine.store, table, {
      sys_id: newSysId(),
      level: levels[level],
      message,
      source,
      sys_created_on: now,
      sys_created_by: session?.user.userName ?? 'system',
    }),
  );
}
