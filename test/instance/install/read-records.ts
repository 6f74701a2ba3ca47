import type { Values } from '../store/rows.ts';
import type { PackageFile } from './read-package.ts';
import { parseXml, type XmlElement } from './parse-xml.ts';
import { InstallRefused } from './refused.ts';

/** A record as an artefact carries it. */
export interface ShippedRecord {
  readonly table: string;
  readonly action: 'INSERT_OR_UPDATE' | 'DELETE';
  readonly values: Values;
  /** What a reference shows beside its sys_id: attributes `name` and `display_value`. */
  readonly names: Values;
  readonly origin: string;
}

/** Index definitions of dictionary/*.xml: they exist in the package, never in an update set. */
export interface ShippedIndex {
  readonly table: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
}

export function readRecords(file: PackageFile): readonly ShippedRecord[] {
  return recordsIn(parseXml(file.text, file.path), file.path);
}

/** `record_update` around one record, or around a set such as `sys_choice_v2` around choices. */
export function recordsIn(root: XmlElement, origin: string): ShippedRecord[] {
  if (root.name !== 'record_update' && root.name !== 'unload') {
    throw new InstallRefused(
      'not a record',
      `${origin}: <${root.name}> is neither record_update nor unload`,
    );
  }
  return root.children.flatMap((child) => recordsOf(child, origin));
}

function recordsOf(element: XmlElement, origin: string): ShippedRecord[] {
  const nested = element.children.filter((child) => child.attributes['action'] !== undefined);
  if (nested.length > 0) return nested.flatMap((child) => recordsOf(child, origin));
  const action = element.attributes['action'] ?? '';
  if (action === 'delete_multiple') return [];
  const values: Values = {};
  const names: Values = {};
  for (const child of element.children) {
    if (child.text !== '') values[child.name] = child.text;
    const name = child.attributes['name'] ?? child.attributes['display_value'];
    if (name !== undefined && name !== '') names[child.name] = name;
  }
  return [
    {
      table: element.name,
      action: action === 'DELETE' ? 'DELETE' : 'INSERT_OR_UPDATE',
      values,
      names,
      origin,
    },
  ];
}

export function readIndexes(file: PackageFile): readonly ShippedIndex[] {
  const root = parseXml(file.text, file.path);
  return root.children.flatMap((table) =>
    table.children
      .filter((child) => child.name === 'index')
      .map((index) => ({
        table: table.attributes['name'] ?? '',
        unique: index.attributes['unique'] === 'true',
        columns: index.children.map((column) => column.attributes['name'] ?? ''),
      })),
  );
}
