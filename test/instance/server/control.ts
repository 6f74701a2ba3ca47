import type { TestReport } from '../atf/run-test.ts';
import type { Store } from '../store/database.ts';
import { loadDictionary } from '../dictionary/load-dictionary.ts';
import { addUser, type NewUser } from '../install/add-user.ts';
import { countOpenJobs } from '../store/jobs.ts';
import { rowsOf } from '../store/rows.ts';
import { readWriteLog, type WriteLogEntry, type WriteLogQuery } from '../store/write-log.ts';
import type { SharedState } from '../worker/shared-state.ts';
import type { FaultRule, Faults } from './faults.ts';
import { createInstaller, type Installer } from './installer.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What tests and the demo can do to an instance besides talking to it. */
export interface Control {
  addFault(rule: FaultRule): void;
  clearFaults(): void;
  log(query?: WriteLogQuery): readonly WriteLogEntry[];
  coverage(): CoverageReport;
  /** Moves the instance's clock against the real one: token lifetimes, schedules. */
  setClockOffsetMs(offsetMs: number): void;
  runJob(name: string): Promise<'ran' | 'unknown'>;
  /** Runs a test of the Automated Test Framework by name or sys_id. */
  runTest(name: string): Promise<TestReport | undefined>;
  /** A user with a password, which no API of the platform can set; gives back the sys_id. */
  createUser(user: NewUser): string;
  readonly installer: Installer;
  /** Background jobs that are due or running. */
  openJobs(): number;
}

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
  return {
    addFault: (rule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    log: (query = {}) => readWriteLog(store, query),
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
    runJob: (name) => pool.runSchedule(name),
    runTest: (name) => pool.runTest(name),
    createUser(user) {
      const sysId = store.write(() => addUser(store, loadDictionary(store), user));
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
