import { requireTable, type Dictionary } from '../dictionary/dictionary.ts';
import { newSysId } from '../engine/ids.ts';
import { formatUtc } from '../query/date-operators.ts';
import type { Store } from '../store/database.ts';
import { insertRow } from '../store/records.ts';
import { stamped } from './install-stock.ts';

/** What became of one file in an upgrade; `changed`: whether the new version differs from the one before. */
export interface UpgradeDetail {
  readonly fileName: string;
  readonly type: string;
  readonly targetName: string;
  readonly disposition: 'inserted' | 'updated' | 'deleted' | 'skipped';
  readonly changed: boolean;
}

const numbers = { inserted: '1', updated: '2', deleted: '3', skipped: '4' } as const;

/** Upgrade Center → Upgrade History: the upgrade with its counts, and what was done to each file. */
export function recordUpgrade(
  store: Store,
  dictionary: Dictionary,
  versions: { readonly from: string; readonly to: string },
  details: readonly UpgradeDetail[],
): void {
  const insert = (name: string, values: Readonly<Record<string, string>>): void => {
    const table = requireTable(dictionary, name);
    insertRow(store, table, stamped(table, { sys_id: newSysId(), ...values }));
  };
  const changed = details.filter((detail) => detail.changed);
  const skipped = changed.filter((detail) => detail.disposition === 'skipped').length;
  const now = formatUtc(Date.now());
  const history = newSysId();
  insert('sys_upgrade_history', {
    sys_id: history,
    from_version: versions.from,
    to_version: versions.to,
    history_type: 'app_upgrade',
    upgrade_started: now,
    upgrade_finished: now,
    changes_skipped: String(skipped),
    changes_applied: String(changed.length - skipped),
    changes_processed: String(changed.length),
  });
  for (const detail of details) {
    insert('sys_upgrade_history_log', {
      upgrade_history: history,
      file_name: detail.fileName,
      type: detail.type,
      target_name: detail.targetName,
      disposition: numbers[detail.disposition],
      changed: detail.changed ? '1' : '0',
      ...(detail.disposition === 'skipped' ? { resolution_status: 'not_reviewed' } : {}),
    });
  }
}
