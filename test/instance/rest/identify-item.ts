import type { Table } from '../dictionary/dictionary.ts';
import { rowFrom, type Row, type Session } from '../engine/session.ts';
import { findRows } from '../glide/find-rows.ts';
import type { Values } from '../store/rows.ts';

/** Attributes that tell configuration items apart, tried in this order. */
interface Identifier {
  readonly name: string;
  readonly table: string;
  readonly attributes: readonly string[];
}

/**
 * Only the rules for hardware were recorded; everything else is told apart by its name (assumed), after the
 * correlation id when one is given.
 */
const hardwareRules: readonly Identifier[] = [
  { name: 'Hardware Rule', table: 'cmdb_ci_hardware', attributes: ['serial_number'] },
  { name: 'Hardware Rule', table: 'cmdb_ci_hardware', attributes: ['name'] },
];

function rulesFor(table: Table): readonly Identifier[] {
  if (table.lineage.includes('cmdb_ci_hardware')) return hardwareRules;
  const name = `${table.label} Rule`;
  return [
    { name, table: table.name, attributes: ['correlation_id'] },
    { name, table: table.name, attributes: ['name'] },
  ];
}

export interface Attempt {
  readonly identifierName: string;
  readonly attemptResult: 'MATCHED' | 'NO_MATCH' | 'SKIPPED';
  readonly attributes: readonly string[];
  readonly searchOnTable?: string;
  readonly info?: string;
  readonly hybridEntryCiAttributes: readonly string[];
}

export interface Identification {
  readonly found: Row | undefined;
  readonly attempts: readonly Attempt[];
  /** Whether the payload held what at least one rule needs. */
  readonly isIdentifiable: boolean;
}

export function identify(session: Session, table: Table, values: Values): Identification {
  const attempts: Attempt[] = [
    {
      info: 'sys_object_source NO_MATCH',
      identifierName: '',
      attemptResult: 'NO_MATCH',
      attributes: [],
      hybridEntryCiAttributes: [],
    },
  ];
  let tried = false;
  for (const rule of rulesFor(table)) {
    const isComplete = rule.attributes.every((name) => (values[name] ?? '') !== '');
    const found = isComplete ? search(session, rule, values) : undefined;
    tried ||= isComplete;
    const missed = isComplete ? 'NO_MATCH' : 'SKIPPED';
    attempts.push({
      identifierName: rule.name,
      attemptResult: found === undefined ? missed : 'MATCHED',
      attributes: rule.attributes,
      searchOnTable: rule.table,
      hybridEntryCiAttributes: [],
    });
    if (found !== undefined) return { found, attempts, isIdentifiable: true };
  }
  return { found: undefined, attempts, isIdentifiable: tried };
}

function search(session: Session, rule: Identifier, values: Values): Row | undefined {
  const table = session.engine.dictionary().find(rule.table);
  if (table === undefined) return undefined;
  const conditions = rule.attributes.map((field) => [
    { field, operator: '=', value: values[field] ?? '' },
  ]);
  const query = { alternatives: [conditions], order: [], groupBy: [], text: '' };
  const [found] = findRows(session.engine, table, query, { limit: 1, offset: 0 });
  const own = session.engine.dictionary().find(found?.['sys_class_name'] ?? '') ?? table;
  return found === undefined ? undefined : rowFrom(own, found);
}
