import type { TestReport } from '../atf/run-test.ts';
import type { Store } from '../store/database.ts';
import { loadDictionary } from '../dictionary/load-dictionary.ts';
import { compileQuery } from '../query/compile-query.ts';
import { parseEncodedQuery } from '../query/parse-encoded-query.ts';
import { addUser, type NewUser } from '../install/add-user.ts';
import { countOpenJobs } from '../store/jobs.ts';
import { rowsOf } from '../store/rows.ts';
import { readWriteLog, type WriteLogEntry, type WriteLogQuery } from '../store/write-log.ts';
import { cached, type SharedState } from '../worker/shared-state.ts';
import type { FaultRule, Faults } from './faults.ts';
import type { Table } from '../dictionary/dictionary.ts';
import { createInstaller, type Installer } from './installer.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What tests and the demo can do to an instance besides talking to it. */
export interface Control {
  addFault(rule: FaultRule): void;
  clearFaults(): void;
  /** Faults that were armed and never met a request, cleared ones too. */
  unmetFaults(): readonly FaultRule[];
  log(query?: WriteLogQuery): readonly WriteLogEntry[];
  coverage(): CoverageReport;
  /** Moves the instance's clock against the real one: token lifetimes, schedules. */
  setClockOffsetMs(offsetMs: number): void;
  /** Runs a scheduled script by name or sys_id. */
  runJob(name: string): Promise<void>;
  /** Runs a test of the Automated Test Framework by name or sys_id. */
  runTest(name: string): Promise<TestReport>;
  /**
   * Columns that a query names and the table does not have. The platform drops their conditions without
   * a word, so whoever means to ask for some rows and not for all asks here first.
   */
  unknownColumns(table: string, query: string): readonly string[];
  /** A user with a password, which no API of the platform can set; gives back the sys_id. */
  createUser(user: NewUser): string;
  readonly installer: Installer;
  /** Background jobs that are due or running. */
  openJobs(): number;
}

/** Something was named that this instance does not have. */
export class NotHere extends Error {}

export interface CoveredScript {
  readonly table: string;
  readonly sysId: string;
  readonly name: string;
}

export interface CoverageReport {
  readonly executed: readonly CoveredScript[];
  readonly missing: readonly CoveredScript[];
}

const scriptTables = [
  'sys_script',
  'sys_script_include',
  'sys_module',
  'sys_ws_operation',
  'sysauto_script',
  'sysevent_script_action',
  'sys_ui_action',
];

export function createControl(
  store: Store,
  shared: SharedState,
  faults: Faults,
  pool: WorkerPool,
): Control {
  const dictionary = cached(shared, 'dictionary', () => loadDictionary(store));
  const findTable = (name: string): Table => {
    const table = dictionary().find(name);
    if (table === undefined) throw new NotHere(`There is no table ${name}`);
    return table;
  };
  return {
    addFault: (rule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    unmetFaults: () => faults.unmet(),
    log(query = {}) {
      if (query.table !== undefined && query.table !== '') findTable(query.table);
      return readWriteLog(store, query);
    },
    unknownColumns: (name, query) => {
      const parsed = parseEncodedQuery(query);
      const order = parsed.order.map(({ field }) => field);
      const compiled = compileQuery(dictionary(), findTable(name), parsed, 0, order);
      const unordered = order.filter((_, index) => compiled.fields[index] === undefined);
      return [...compiled.unknownFields, ...unordered];
    },
    coverage() {
      const covered = pool.covered();
      const shipped = shippedScripts(store);
      const isCovered = (script: CoveredScript): boolean =>
        covered.has(`${script.table}:${script.sysId}`);
      return {
        executed: shipped.filter(isCovered),
        missing: shipped.filter((script) => !isCovered(script)),
      };
    },
    setClockOffsetMs(offsetMs) {
      shared.setClockOffsetMs(offsetMs);
      pool.wakeJobs();
    },
    installer: createInstaller(store, shared),
    async runJob(name) {
      const outcome = await pool.runSchedule(name);
      if (outcome === 'unknown') throw new NotHere(`There is no scheduled script ${name}`);
      if (outcome === 'lost') throw new Error(`The thread that ran ${name} ended`);
    },
    async runTest(name) {
      const outcome = await pool.runTest(name);
      if (outcome === 'unknown') throw new NotHere(`There is no test ${name}`);
      if (outcome === 'lost') throw new Error(`The thread that ran ${name} ended`);
      return outcome;
    },
    createUser(user) {
      const sysId = store.write(() => addUser(store, dictionary(), user));
      shared.invalidate('users');
      return sysId;
    },
    openJobs: () => countOpenJobs(store, shared.nowMs()),
  };
}

/** Modules that are data (JSON) or hold only types have nothing to run. */
function shippedScripts(store: Store): CoveredScript[] {
  return scriptTables.flatMap((table) =>
    rowsOf(store, table)
      .filter((row) => (row['sys_scope'] ?? 'global') !== 'global')
      .filter(
        (row) =>
          !(row['path'] ?? '').endsWith('.json') && (row['content'] ?? '').trim() !== 'export {};',
      )
      .map((row) => ({
        table,
        sysId: row['sys_id'] ?? '',
        name: row['name'] ?? row['path'] ?? '',
      })),
  );
}
