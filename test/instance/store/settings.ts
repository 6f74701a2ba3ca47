import { textOf, type Store } from './database.ts';

export function readSetting(store: Store, name: string): string | undefined {
  const row = store.prepare('SELECT value FROM _setting WHERE name = ?').get(name);
  return row === undefined ? undefined : textOf(row['value']);
}

export function writeSetting(store: Store, name: string, value: string): void {
  store.write(() =>
    store.prepare('INSERT OR REPLACE INTO _setting VALUES (?, ?)').run(name, value),
  );
}

export function deleteSetting(store: Store, name: string): void {
  store.write(() => store.prepare('DELETE FROM _setting WHERE name = ?').run(name));
}
