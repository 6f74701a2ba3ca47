import type { Table } from '../dictionary/dictionary.ts';
import { compileQuery } from '../query/compile-query.ts';
import { quoted, textOf, type SqlValue } from '../store/database.ts';
import { textFrom } from '../scripts/runtime.ts';
import { evaluateValue, type GlideKit } from './glide-kit.ts';
import { createQueryBuilder } from './query-builder.ts';
import {
  createQueryCondition,
  readQueryArguments,
  type GlideQueryCondition,
} from './query-condition.ts';

interface Measure {
  readonly kind: string;
  readonly field: string;
}

/** Counts and sums over groups. */
export class GlideAggregate {
  readonly #kit: GlideKit;
  readonly #table: Table | undefined;
  readonly #builder = createQueryBuilder();
  readonly #measures: Measure[] = [];
  readonly #groups: string[] = [];
  #rows: readonly (readonly SqlValue[])[] = [];
  #position = -1;

  constructor(kit: GlideKit, tableName: string) {
    this.#kit = kit;
    this.#table = kit.runtime.engine.dictionary().find(tableName);
  }

  addQuery(...given: readonly unknown[]): GlideQueryCondition {
    const { field, operator, value } = readQueryArguments(given);
    if (value === undefined) {
      this.#builder.addEncoded(field);
      return createQueryCondition(this.#builder, []);
    }
    const asked = evaluateValue(this.#kit, value);
    return createQueryCondition(this.#builder, this.#builder.add(field, operator, asked));
  }

  addEncodedQuery(text: unknown): void {
    this.#builder.addEncoded(this.#kit.evaluateInQuery(textFrom(text)));
  }

  addNullQuery(field: unknown): void {
    this.#builder.add(textFrom(field), 'ISEMPTY', '');
  }

  addNotNullQuery(field: unknown): void {
    this.#builder.add(textFrom(field), 'ISNOTEMPTY', '');
  }

  addAggregate(kind: unknown, field: unknown = ''): void {
    this.#measures.push({ kind: textFrom(kind).toUpperCase(), field: textFrom(field) });
  }

  groupBy(field: unknown): void {
    this.#groups.push(textFrom(field));
  }

  orderBy(field: unknown): void {
    this.#builder.order(textFrom(field), false);
  }

  orderByDesc(field: unknown): void {
    this.#builder.order(textFrom(field), true);
  }

  orderByAggregate(): void {}

  addTrend(): void {}

  setGroup(): void {}

  /** The aggregate over all groups. */
  getTotal(kind: unknown, field: unknown = ''): number {
    const index = this.#measureIndex(kind, field);
    if (index === -1) return 0;
    return this.#rows.reduce((sum, row) => sum + Number(row[this.#groups.length + index] ?? 0), 0);
  }

  getQuery(): string {
    return this.#builder.toText();
  }

  setLimit(): void {}

  query(): void {
    this.#position = -1;
    this.#rows = [];
    if (this.#table === undefined || !this.#kit.mayUse(this.#table, 'read')) return;
    const { engine } = this.#kit.runtime;
    const compiled = compileQuery(
      engine.dictionary(),
      this.#table,
      this.#builder.toQuery(),
      engine.shared.nowMs(),
    );
    const groups = this.#groups
      .filter((name) => this.#table?.columns.has(name) === true)
      .map((name) => `r.${quoted(name)}`);
    const selected = [...groups, ...this.#measures.map(measureSql)].join(', ') || 'count(*)';
    const grouping =
      groups.length === 0 ? '' : ` GROUP BY ${groups.join(', ')} ORDER BY ${groups.join(', ')}`;
    this.#rows = engine.store
      .prepareRaw(`SELECT ${selected} ${compiled.from}${grouping}`)
      .all(...compiled.bound);
  }

  hasNext(): boolean {
    return this.#position + 1 < this.#rows.length;
  }

  next(): boolean {
    this.#position += 1;
    return this.#position < this.#rows.length;
  }

  getRowCount(): number {
    return this.#rows.length;
  }

  getAggregate(kind: unknown, field: unknown = ''): string | null {
    const index = this.#measureIndex(kind, field);
    const value = index === -1 ? null : this.#rows[this.#position]?.[this.#groups.length + index];
    return value === null || value === undefined ? null : textOf(value);
  }

  #measureIndex(kind: unknown, field: unknown): number {
    return this.#measures.findIndex(
      (measure) =>
        measure.kind === textFrom(kind).toUpperCase() && measure.field === textFrom(field),
    );
  }

  getValue(field: unknown): string | null {
    const index = this.#groups.indexOf(textFrom(field));
    const value = index === -1 ? null : this.#rows[this.#position]?.[index];
    return value === null || value === undefined ? null : textOf(value);
  }

  getTableName(): string {
    return this.#table?.name ?? '';
  }

  getEncodedQuery(): string {
    return this.#builder.toText();
  }
}

function measureSql(measure: Measure): string {
  const field = measure.field === '' ? '' : `r.${quoted(measure.field)}`;
  if (measure.kind === 'COUNT') return field === '' ? 'count(*)' : `count(${field})`;
  if (measure.kind === 'COUNT(DISTINCT' || measure.kind === 'COUNT_DISTINCT')
    return `count(DISTINCT ${field})`;
  const known = ['SUM', 'AVG', 'MIN', 'MAX'].find((kind) => kind === measure.kind);
  return known === undefined ? 'NULL' : `${known.toLowerCase()}(${field})`;
}
