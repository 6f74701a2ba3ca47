import { requireTable, type Dictionary } from '../dictionary/dictionary.ts';
import { newSysId } from '../engine/ids.ts';
import { textOf, type Store } from '../store/database.ts';
import { insertRow, updateRow } from '../store/records.ts';
import type { Values } from '../store/rows.ts';
import { applyRecords, type InstallReport } from './install-app.ts';
import { stamped } from './install-stock.ts';
import { parseXml, type XmlElement } from './parse-xml.ts';
import { recordsIn, type ShippedRecord } from './read-records.ts';
import { InstallRefused } from './refused.ts';

/**
 * Update sets go the way that "Retrieved Update Sets" shows: loaded from XML, previewed, committed
 * (now-sdk.md section 5).
 */

/** Loads the file; gives back the sys_id of the retrieved set. Nothing of its content is applied yet. */
export function loadUpdateSet(
  store: Store,
  dictionary: Dictionary,
  text: string,
  origin: string,
): string {
  const root = parseXml(text, origin);
  const header = root.children.find((child) => child.name === 'sys_remote_update_set');
  const updates = root.children.filter((child) => child.name === 'sys_update_xml');
  if (root.name !== 'unload' || header === undefined || updates.length === 0) {
    throw new InstallRefused('not an update set', `${origin} is not an exported update set`);
  }
  const setId = valuesOf(header)['sys_id'] ?? newSysId();
  store.write(() => {
    // The same export again takes the place of what was loaded before.
    store.prepare('DELETE FROM sys_update_xml WHERE remote_update_set = ?').run(setId);
    store.prepare('DELETE FROM sys_remote_update_set WHERE sys_id = ?').run(setId);
    const sets = requireTable(dictionary, 'sys_remote_update_set');
    insertRow(
      store,
      sets,
      stamped(sets, { ...known(sets, valuesOf(header)), sys_id: setId, state: 'loaded' }),
    );
    const table = requireTable(dictionary, 'sys_update_xml');
    for (const update of updates) {
      const values = known(table, valuesOf(update));
      insertRow(
        store,
        table,
        stamped(table, {
          ...values,
          sys_id: values['sys_id'] ?? newSysId(),
          remote_update_set: setId,
        }),
      );
    }
  });
  return setId;
}

function valuesOf(element: XmlElement): Values {
  return Object.fromEntries(
    element.children.filter((child) => child.text !== '').map((child) => [child.name, child.text]),
  );
}

function known(table: { readonly columns: ReadonlyMap<string, unknown> }, values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => table.columns.has(name)));
}

export interface PreviewProblem {
  readonly type: 'error' | 'warning';
  readonly description: string;
}

/**
 * What would go wrong: records changed here since, payloads that do not parse. Each update gets a row of the
 * preview and each problem one of its own, whose status an administrator sets to `ignored` or `skipped`.
 */
export function previewUpdateSet(
  store: Store,
  dictionary: Dictionary,
  setId: string,
): readonly PreviewProblem[] {
  const previewed = readUpdates(store, setId).map((update) => ({
    update,
    problems: problemsOf(store, dictionary, update),
  }));
  const problems = previewed.flatMap((one) => one.problems);
  store.write(() => {
    for (const name of ['sys_update_preview_problem', 'sys_update_preview_xml'])
      store.prepare(`DELETE FROM ${name} WHERE remote_update_set = ?`).run(setId);
    for (const one of previewed) keepPreview(store, dictionary, setId, one.update, one.problems);
    updateRow(store, requireTable(dictionary, 'sys_remote_update_set'), setId, {
      state: 'previewed',
      collisions: String(problems.length),
    });
  });
  return problems;
}

function keepPreview(
  store: Store,
  dictionary: Dictionary,
  setId: string,
  update: Update,
  problems: readonly PreviewProblem[],
): void {
  const insert = (name: string, values: Values): void => {
    const table = requireTable(dictionary, name);
    insertRow(store, table, stamped(table, { remote_update_set: setId, ...values }));
  };
  const sysId = newSysId();
  insert('sys_update_preview_xml', {
    sys_id: sysId,
    remote_update: update.sysId,
    disposition: problems.length > 0 ? 'collision' : 'insert',
    proposed_action: 'commit',
    problem: problems.length > 0 ? '1' : '0',
  });
  for (const { type, description } of problems)
    insert('sys_update_preview_problem', {
      sys_id: newSysId(),
      remote_update: sysId,
      type,
      description,
    });
}

interface Update {
  readonly sysId: string;
  readonly name: string;
  readonly payload: string;
}

function readUpdates(store: Store, setId: string): Update[] {
  const rows = store
    .prepare(
      'SELECT sys_id, name, payload FROM sys_update_xml WHERE remote_update_set = ? ORDER BY rowid',
    )
    .all(setId);
  return rows.map((row) => ({
    sysId: textOf(row['sys_id']),
    name: textOf(row['name']),
    payload: textOf(row['payload']),
  }));
}

function problemsOf(store: Store, dictionary: Dictionary, update: Update): PreviewProblem[] {
  let records: readonly ShippedRecord[];
  try {
    records = recordsIn(parseXml(update.payload, update.name), update.name);
  } catch (error) {
    return [{ type: 'error', description: error instanceof Error ? error.message : String(error) }];
  }
  return records.flatMap((record) => collision(store, dictionary, record) ?? []);
}

function collision(
  store: Store,
  dictionary: Dictionary,
  record: ShippedRecord,
): PreviewProblem | undefined {
  const table = dictionary.find(record.table);
  if (table === undefined) return undefined;
  const row = store
    .prepare(`SELECT sys_updated_by AS who FROM "${table.name}" WHERE sys_id = ?`)
    .get(record.values['sys_id'] ?? '');
  const who = textOf(row?.['who']);
  if (row === undefined || who === 'glide.maint') return undefined;
  return {
    type: 'error',
    description: `Found a local update that is newer than this one: ${record.origin}, changed by ${who}`,
  };
}

/** Applies a previewed set. Indexes do not travel this way: only what the dictionary itself calls unique is. */
export function commitUpdateSet(
  store: Store,
  dictionary: Dictionary,
  setId: string,
): InstallReport {
  const row = store
    .prepare('SELECT state, name FROM sys_remote_update_set WHERE sys_id = ?')
    .get(setId);
  if (textOf(row?.['state']) !== 'previewed') {
    throw new InstallRefused('not previewed', `Update set ${setId} is not previewed`);
  }
  const open = countProblems(store, setId);
  if (open > 0) {
    throw new InstallRefused(
      'unresolved problems',
      `Update set ${setId} has ${open} unresolved problems`,
    );
  }
  const name = textOf(row?.['name']);
  const records = updatesToCommit(store, setId).flatMap((update) =>
    recordsIn(parseXml(update.payload, update.name), update.name),
  );
  return store.write(() => {
    const { report } = applyRecords(store, records, [], name, undefined);
    const sets = requireTable(dictionary, 'sys_update_set');
    const local = newSysId();
    insertRow(store, sets, stamped(sets, known(sets, { sys_id: local, name, state: 'complete' })));
    updateRow(store, requireTable(dictionary, 'sys_remote_update_set'), setId, {
      state: 'committed',
      update_set: local,
      inserted: String(report.records),
    });
    return { ...report, skipped: [] };
  });
}

/** Errors that nobody has ignored or skipped. */
function countProblems(store: Store, setId: string): number {
  const row = store
    .prepare(
      `SELECT count(*) AS number FROM sys_update_preview_problem
         WHERE remote_update_set = ? AND type = 'error' AND coalesce(status, '') = ''`,
    )
    .get(setId);
  return Number(row?.['number'] ?? 0);
}

/** Without those that an administrator skips. */
function updatesToCommit(store: Store, setId: string): Update[] {
  const rows = store
    .prepare(
      `SELECT preview.remote_update AS skipped FROM sys_update_preview_problem problem
         JOIN sys_update_preview_xml preview ON preview.sys_id = problem.remote_update
         WHERE problem.remote_update_set = ? AND problem.status = 'skipped'`,
    )
    .all(setId);
  const skipped = new Set(rows.map((row) => textOf(row['skipped'])));
  return readUpdates(store, setId).filter((update) => !skipped.has(update.sysId));
}
