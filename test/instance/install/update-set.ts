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

/** What would go wrong: records changed here since, tables that do not exist, payloads that do not parse. */
export function previewUpdateSet(
  store: Store,
  dictionary: Dictionary,
  setId: string,
): readonly PreviewProblem[] {
  const problems = readUpdates(store, setId).flatMap((update) =>
    problemsOf(store, dictionary, update),
  );
  const sets = requireTable(dictionary, 'sys_remote_update_set');
  const state = { state: 'previewed', collisions: String(problems.length) };
  store.write(() => updateRow(store, sets, setId, state));
  return problems;
}

interface Update {
  readonly name: string;
  readonly payload: string;
}

function readUpdates(store: Store, setId: string): Update[] {
  const rows = store
    .prepare('SELECT name, payload FROM sys_update_xml WHERE remote_update_set = ? ORDER BY rowid')
    .all(setId);
  return rows.map((row) => ({ name: textOf(row['name']), payload: textOf(row['payload']) }));
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
  const open = readUpdates(store, setId).flatMap((update) => problemsOf(store, dictionary, update));
  if (open.some((problem) => problem.type === 'error')) {
    throw new InstallRefused(
      'unresolved problems',
      `Update set ${setId} has ${open.length} unresolved problems`,
    );
  }
  const records = readUpdates(store, setId).flatMap((update) =>
    recordsIn(parseXml(update.payload, update.name), update.name),
  );
  return store.write(() => {
    const report = applyRecords(store, records, [], textOf(row?.['name']));
    updateRow(store, requireTable(dictionary, 'sys_remote_update_set'), setId, {
      state: 'committed',
    });
    return report;
  });
}
