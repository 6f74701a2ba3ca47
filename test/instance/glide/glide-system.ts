import { DateTime } from 'luxon';
import { zoneOf } from '../engine/display.ts';
import { newSysId } from '../engine/ids.ts';
import { setRedirect } from '../engine/redirect.ts';
import { newRow, rowFrom } from '../engine/session.ts';
import { insertRecord, updateRecord } from '../engine/write-record.ts';
import { requireTable } from '../dictionary/dictionary.ts';
import { enqueueJob } from '../store/jobs.ts';
import { readRecord } from '../store/records.ts';
import { textFrom } from '../scripts/runtime.ts';
import type { GlideKit } from './glide-kit.ts';
import { queueEvent } from './event-queue.ts';
import { createSessionObject } from './glide-session.ts';
import { recordBehind } from './record-proxy.ts';
import { createUserObject } from './glide-user.ts';
import { xmlToObject } from './xml-to-object.ts';

/** `gs` as scoped scripts have it; what the documentation does not list there is refused. */
export function createGlideSystem(kit: GlideKit): object {
  const functions: Readonly<Record<string, (...given: readonly unknown[]) => unknown>> = {
    ...logging(kit),
    ...messages(kit),
    ...dates(kit),
    ...identity(kit),
    ...properties(kit),
    ...texts(kit),
    ...work(kit),
  };
  return new Proxy(functions, {
    get(target, name) {
      if (typeof name === 'symbol') return undefined;
      const known = target[name];
      if (known !== undefined) return known;
      return globalOnly.has(name) ? refusal(kit, name) : undefined;
    },
  });
}

const globalOnly = new Set([
  'log',
  'print',
  'sleep',
  'now',
  'nowDateTime',
  'nowNoTZ',
  'logError',
  'logWarning',
  'getUserDisplayName_',
  'flushMessages',
  'workflowFlush',
]);

function refusal(kit: GlideKit, name: string): (...given: readonly unknown[]) => unknown {
  if (!kit.scope.isGlobal) {
    return () => {
      throw kit.scope.error(`Function ${name} is not allowed in scope ${kit.scope.name}`);
    };
  }
  const inGlobal: Readonly<Record<string, (...given: readonly unknown[]) => unknown>> = {
    log: (text) => kit.runtime.log('info', textFrom(text), 'global'),
    print: (text) => kit.runtime.log('info', textFrom(text), 'global'),
    nowDateTime: () =>
      DateTime.fromMillis(kit.runtime.engine.shared.nowMs())
        .toUTC()
        .toFormat('yyyy-MM-dd HH:mm:ss'),
    now: () =>
      DateTime.fromMillis(kit.runtime.engine.shared.nowMs()).toUTC().toFormat('yyyy-MM-dd'),
  };
  return inGlobal[name] ?? (() => null);
}

type Functions = Readonly<Record<string, (...given: readonly unknown[]) => unknown>>;

function logging(kit: GlideKit): Functions {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: unknown, ...values: readonly unknown[]) => {
      kit.runtime.log(level, filled(textFrom(message), values), kit.scope.name);
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    isDebugging: () => false,
  };
}

/** `gs.info('{0} of {1}', a, b)`. */
function filled(message: string, values: readonly unknown[]): string {
  return message.replaceAll(/\{(\d)\}/g, (place, index: string) =>
    Number(index) < values.length ? textFrom(values[Number(index)]) : place,
  );
}

function messages(kit: GlideKit): Functions {
  const add = (message: unknown): void => {
    kit.runtime.session().messages.push(textFrom(message));
  };
  return {
    addErrorMessage: add,
    addInfoMessage: add,
    addHighMessage: add,
    addLowMessage: add,
    addModerateMessage: add,
    addSuccessMessage: add,
    getErrorMessages: () => [...kit.runtime.session().messages],
    getMessage: (message, ...values) => filled(textFrom(message), values.flat()),
  };
}

function dates(kit: GlideKit): Functions {
  const { engine } = kit.runtime;
  const local = (): DateTime =>
    DateTime.fromMillis(engine.shared.nowMs(), {
      zone: zoneOf(engine, kit.runtime.session().user.timeZone),
    });
  const utc = (time: DateTime): string => time.toUTC().toFormat('yyyy-MM-dd HH:mm:ss');
  const shifted =
    (unit: 'days' | 'hours' | 'minutes' | 'months' | 'years' | 'quarters') => (amount: unknown) =>
      utc(local().minus({ [unit]: Number(amount) }));
  return {
    beginningOfToday: () => utc(local().startOf('day')),
    endOfToday: () => utc(local().endOf('day')),
    beginningOfYesterday: () => utc(local().minus({ days: 1 }).startOf('day')),
    endOfYesterday: () => utc(local().minus({ days: 1 }).endOf('day')),
    beginningOfThisWeek: () => utc(local().startOf('week')),
    endOfThisWeek: () => utc(local().endOf('week')),
    beginningOfLastWeek: () => utc(local().minus({ weeks: 1 }).startOf('week')),
    endOfLastWeek: () => utc(local().minus({ weeks: 1 }).endOf('week')),
    beginningOfNextWeek: () => utc(local().plus({ weeks: 1 }).startOf('week')),
    beginningOfThisMonth: () => utc(local().startOf('month')),
    endOfThisMonth: () => utc(local().endOf('month')),
    beginningOfLastMonth: () => utc(local().minus({ months: 1 }).startOf('month')),
    endOfLastMonth: () => utc(local().minus({ months: 1 }).endOf('month')),
    beginningOfThisYear: () => utc(local().startOf('year')),
    endOfThisYear: () => utc(local().endOf('year')),
    daysAgo: shifted('days'),
    daysAgoStart: (days) =>
      utc(
        local()
          .minus({ days: Number(days) })
          .startOf('day'),
      ),
    daysAgoEnd: (days) =>
      utc(
        local()
          .minus({ days: Number(days) })
          .endOf('day'),
      ),
    hoursAgo: shifted('hours'),
    hoursAgoStart: (hours) =>
      utc(
        local()
          .minus({ hours: Number(hours) })
          .startOf('hour'),
      ),
    minutesAgo: shifted('minutes'),
    minutesAgoStart: (minutes) =>
      utc(
        local()
          .minus({ minutes: Number(minutes) })
          .startOf('minute'),
      ),
    monthsAgo: shifted('months'),
    yearsAgo: shifted('years'),
    quartersAgo: shifted('quarters'),
    getTimeZoneName: () => zoneOf(engine, kit.runtime.session().user.timeZone),
  };
}

function identity(kit: GlideKit): Functions {
  const user = () => kit.runtime.session().user;
  return {
    getUserID: () => user().sysId,
    getUserName: () => user().userName,
    getUserDisplayName: () => user().displayName,
    getUser: () => createUserObject(kit),
    hasRole: (roles) =>
      user().isAdmin ||
      textFrom(roles)
        .split(',')
        .some((role) => user().roles.has(role.trim())),
    getSession: () => createSessionObject(kit),
    getSessionID: () => kit.runtime.session().transaction,
    getSessionToken: () => kit.runtime.session().transaction,
    isInteractive: () => kit.runtime.session().interactive,
    isLoggedIn: () => user().userName !== 'guest',
    isMobile: () => false,
    getCurrentScopeName: () => kit.scope.name,
    getCallerScopeName: () => null,
    getCurrentApplicationId: () => kit.scope.sysId,
  };
}

function properties(kit: GlideKit): Functions {
  return {
    getProperty: (name, alternative) => {
      const value = kit.runtime.engine.properties().get(textFrom(name)) ?? '';
      return value !== '' ? value : (alternative ?? value);
    },
    setProperty: (name, value) => setProperty(kit, textFrom(name), textFrom(value)),
  };
}

function setProperty(kit: GlideKit, name: string, value: string): void {
  const { engine } = kit.runtime;
  const table = requireTable(engine.dictionary(), 'sys_properties');
  const found = engine.store.prepare('SELECT sys_id FROM sys_properties WHERE name = ?').get(name);
  if (found === undefined) {
    insertRecord(kit.runtime.session(), {
      ...newRow(table),
      values: { name, value, type: 'string' },
    });
    return;
  }
  const row = rowFrom(table, readRecord(engine.store, table, textFrom(found['sys_id'])) ?? {});
  row.values['value'] = value;
  updateRecord(kit.runtime.session(), row);
}

function texts(kit: GlideKit): Functions {
  return {
    generateGUID: () => newSysId(),
    nil: (value) => value === null || value === undefined || textFrom(value) === '',
    base64Encode: (text) => Buffer.from(textFrom(text), 'utf8').toString('base64'),
    base64Decode: (text) => Buffer.from(textFrom(text), 'base64').toString('utf8'),
    urlEncode: (text) => encodeURIComponent(textFrom(text)).replaceAll('%20', '+'),
    urlDecode: (text) => decodeURIComponent(textFrom(text).replaceAll('+', '%20')),
    xmlToJSON: (text) => kit.scope.parseJson(JSON.stringify(xmlToObject(textFrom(text)))),
    include: () => true,
    setRedirect: (address) => setRedirect(kit.runtime.session(), textFrom(address)),
    getEscapedMessage: (message) => textFrom(message).replaceAll("'", "\\'"),
  };
}

function work(kit: GlideKit): Functions {
  const { engine } = kit.runtime;
  return {
    tableExists: (name) => engine.dictionary().find(textFrom(name)) !== undefined,
    eventQueue: (name, record, first, second, queue) =>
      queueEvent(kit, {
        name: textFrom(name),
        row: recordBehind(record)?.rowForGlide(),
        first,
        second,
        queue,
        dueAt: undefined,
      }),
    eventQueueScheduled: (name, record, first, second, due) =>
      queueEvent(kit, {
        name: textFrom(name),
        row: recordBehind(record)?.rowForGlide(),
        first,
        second,
        queue: '',
        dueAt: dueMs(due),
      }),
    executeNow: (record) => {
      const row = recordBehind(record)?.rowForGlide();
      if (row?.table.name !== 'sysauto_script') return null;
      const name = row.values['sys_id'] ?? '';
      engine.store.write(() =>
        enqueueJob(engine.store, engine.shared.nowMs(), 'schedule', { sysId: name, once: 'true' }),
      );
      return newSysId();
    },
  };
}

function dueMs(due: unknown): number {
  return Date.parse(`${textFrom(due).replace(' ', 'T')}Z`);
}
