import { isReference, type Table } from '../dictionary/dictionary.ts';
import { displayOf } from '../engine/display.ts';
import { isSysId, newSysId } from '../engine/ids.ts';
import { applyDefaults } from '../engine/defaults.ts';
import { normalizeValue } from '../engine/normalize-value.ts';
import { newRow, rowFrom, valueOf, type Row } from '../engine/session.ts';
import { deleteRecord, insertRecord, updateRecord } from '../engine/write-record.ts';
import { readRecord } from '../store/records.ts';
import { textFrom } from '../scripts/runtime.ts';
import { evaluateValue, type GlideKit } from './glide-kit.ts';
import { createElement, type GlideElement } from './glide-element.ts';
import { createQueryBuilder, type QueryBuilder } from './query-builder.ts';
import {
  createQueryCondition,
  readQueryArguments,
  type GlideQueryCondition,
} from './query-condition.ts';
import { countRows } from './find-rows.ts';
import { createResult, type Result } from './result.ts';

/**
 * GlideRecord as scoped scripts see it (servicenow-platform.md section 5). Scripts get a proxy that adds the
 * fields of the table as properties; see `record-proxy.ts`.
 */
export class GlideRecord {
  readonly #kit: GlideKit;
  readonly #tableName: string;
  readonly #table: Table | undefined;
  readonly #secure: boolean;
  readonly #elements = new Map<string, GlideElement>();
  #row: Row;
  #query: QueryBuilder = createQueryBuilder();
  #limit: number | undefined;
  #window: { readonly first: number; readonly last: number } | undefined;
  #result: Result | undefined;
  #isRuleRecord = false;
  #isValidRecord = false;

  constructor(kit: GlideKit, tableName: string, secure: boolean, row?: Row) {
    this.#kit = kit;
    this.#tableName = tableName;
    this.#secure = secure;
    this.#table = row?.table ?? kit.runtime.engine.dictionary().find(tableName);
    this.#row = row ?? newRow(this.#table ?? kit.noTable);
    this.#isRuleRecord = row !== undefined;
    this.#isValidRecord = row !== undefined;
  }

  /** For the proxy and for Glide's own objects, never for scripts. */
  rowForGlide(): Row {
    return this.#row;
  }

  elementForGlide(name: string): GlideElement | undefined {
    const column = this.#row.table.columns.get(name);
    if (column === undefined) return undefined;
    const known = this.#elements.get(name);
    if (known !== undefined) return known;
    const element = createElement(this.#kit, () => this.#row, column);
    this.#elements.set(name, element);
    return element;
  }

  addQuery(...given: readonly unknown[]): GlideQueryCondition {
    const { field, operator, value } = readQueryArguments(given);
    if (value === undefined) {
      this.#query.addEncoded(field);
      return createQueryCondition(this.#query, []);
    }
    const asked = evaluateValue(this.#kit, value);
    return createQueryCondition(this.#query, this.#query.add(field, operator, asked));
  }

  addEncodedQuery(text: unknown): void {
    this.#query.addEncoded(this.#kit.evaluateInQuery(textFrom(text)));
  }

  addActiveQuery(): GlideQueryCondition {
    return this.addQuery('active', 'true');
  }

  addInactiveQuery(): GlideQueryCondition {
    return this.addQuery('active', 'false');
  }

  addNullQuery(field: unknown): GlideQueryCondition {
    return createQueryCondition(this.#query, this.#query.add(textFrom(field), 'ISEMPTY', ''));
  }

  addNotNullQuery(field: unknown): GlideQueryCondition {
    return createQueryCondition(this.#query, this.#query.add(textFrom(field), 'ISNOTEMPTY', ''));
  }

  addUserQuery(...given: readonly unknown[]): GlideQueryCondition {
    return this.addQuery(...given);
  }

  addSystemQuery(...given: readonly unknown[]): GlideQueryCondition {
    return this.addQuery(...given);
  }

  addUserEncodedQuery(text: unknown): void {
    this.addEncodedQuery(text);
  }

  addSystemEncodedQuery(text: unknown): void {
    this.addEncodedQuery(text);
  }

  orderBy(field: unknown): void {
    this.#query.order(textFrom(field), false);
  }

  orderByDesc(field: unknown): void {
    this.#query.order(textFrom(field), true);
  }

  addUserOrderBy(field: unknown): void {
    this.orderBy(field);
  }

  addSystemOrderBy(field: unknown): void {
    this.orderBy(field);
  }

  addUserOrderByDesc(field: unknown): void {
    this.orderByDesc(field);
  }

  setLimit(limit: unknown): void {
    this.#limit = Number(limit);
  }

  chooseWindow(first: unknown, last: unknown): void {
    this.#window = { first: Number(first), last: Number(last) };
  }

  setNoCount(): void {}

  setCategory(): void {}

  disableSysIdInOptimization(): void {}

  query(...given: readonly unknown[]): void {
    if (given.length >= 2) this.addQuery(...given);
    this.#kit.runtime.pause();
    this.#result = undefined;
    this.#elements.clear();
    if (this.#table === undefined || !this.#kit.mayUse(this.#table, 'read')) return;
    const page = {
      limit: this.#window === undefined ? this.#limit : this.#window.last - this.#window.first,
      offset: this.#window?.first ?? 0,
    };
    this.#result = createResult(this.#kit, this.#table, this.#query.toQuery(), page, this.#secure);
  }

  _query(...given: readonly unknown[]): void {
    this.query(...given);
  }

  next(): boolean {
    const values = this.#result?.next();
    if (values === undefined || this.#table === undefined) {
      this.#isValidRecord = false;
      return false;
    }
    this.#row = rowFrom(this.#table, values);
    this.#isValidRecord = true;
    return true;
  }

  _next(): boolean {
    return this.next();
  }

  hasNext(): boolean {
    return this.#result?.hasNext() ?? false;
  }

  getRowCount(): number {
    return this.#result?.count() ?? 0;
  }

  /** `get(sysId)`, `get(field, value)`; a sys_id or, failing that, the display value. */
  get(...given: readonly unknown[]): boolean {
    if (this.#table === undefined || !this.#kit.mayUse(this.#table, 'read')) return false;
    this.#kit.runtime.pause();
    const [first, second] = given.map(textFrom);
    if (given.length === 1 && first !== undefined && isSysId(first))
      return this.#load(this.#table, first);
    this.#query = createQueryBuilder();
    this.#query.add(
      given.length === 1 ? this.#table.display : (first ?? ''),
      '=',
      (given.length === 1 ? first : second) ?? '',
    );
    this.#limit = 1;
    this.query();
    return this.next();
  }

  #load(table: Table, sysId: string): boolean {
    const stored = readRecord(this.#kit.runtime.engine.store, table, sysId);
    if (stored === undefined) {
      this.#isValidRecord = false;
      return false;
    }
    const row = rowFrom(table, stored);
    if (
      this.#secure &&
      !this.#kit.access.mayUseTable(this.#kit.runtime.session(), table, 'read', row)
    )
      return false;
    this.#elements.clear();
    this.#row = row;
    this.#isValidRecord = true;
    return true;
  }

  initialize(): void {
    this.#elements.clear();
    this.#row = newRow(this.#row.table);
    this.#isValidRecord = true;
  }

  /** Like initialize, with id and defaults. */
  newRecord(): void {
    this.initialize();
    applyDefaults(this.#kit.runtime.session(), this.#row);
  }

  setNewGuidValue(sysId: unknown): void {
    this.#row.values['sys_id'] = textFrom(sysId) || newSysId();
  }

  isNewRecord(): boolean {
    return this.#row.stored === undefined;
  }

  isValid(): boolean {
    return this.#table !== undefined;
  }

  isValidRecord(): boolean {
    return this.#isValidRecord;
  }

  isValidField(name: unknown): boolean {
    return this.#row.table.columns.has(textFrom(name));
  }

  isView(): boolean {
    return false;
  }

  isEncodedQueryValid(text: unknown): boolean {
    return this.#kit.isQueryValid(this.#row.table, textFrom(text));
  }

  isValidEncodedQuery(text: unknown): boolean {
    return this.isEncodedQueryValid(text);
  }

  getEncodedQuery(): string {
    return this.#query.toText();
  }

  getTableName(): string {
    return this.#row.table.name === '' ? this.#tableName : this.#row.table.name;
  }

  getRecordClassName(): string {
    return valueOf(this.#row, 'sys_class_name') || this.getTableName();
  }

  getClassDisplayValue(): string {
    return (
      this.#kit.runtime.engine.dictionary().find(this.getRecordClassName())?.label ??
      this.getTableName()
    );
  }

  getLabel(): string {
    return this.#row.table.label;
  }

  getValue(name: unknown): string | null {
    return this.elementForGlide(textFrom(name))?.getValue() ?? null;
  }

  setValue(name: unknown, value: unknown): void {
    const column = this.#row.table.columns.get(textFrom(name));
    if (column === undefined) return;
    if (
      this.#secure &&
      !this.#kit.access.mayUseField(
        this.#kit.runtime.session(),
        this.#row.table,
        column,
        'write',
        this.#row,
      )
    )
      return;
    this.#row.values[column.name] = normalizeValue(column, textFrom(value));
  }

  getElement(name: unknown): GlideElement | undefined {
    return this.elementForGlide(textFrom(name));
  }

  getElements(): GlideElement[] {
    return [...this.#row.table.columns.keys()].flatMap((name) => this.elementForGlide(name) ?? []);
  }

  getDisplayValue(name?: unknown): string {
    const column = this.#row.table.columns.get(
      name === undefined ? this.#row.table.display : textFrom(name),
    );
    if (column === undefined) return '';
    const { session, engine } = this.#kit.runtime;
    return displayOf(engine, column, valueOf(this.#row, column.name), session().user.timeZone);
  }

  getUniqueValue(): string | null {
    const sysId = valueOf(this.#row, 'sys_id');
    return sysId === '' ? null : sysId;
  }

  getLink(noStack?: unknown): string {
    const base = `${this.getTableName()}.do?sys_id=${valueOf(this.#row, 'sys_id')}`;
    return noStack === true
      ? base
      : `${base}&sysparm_stack=${this.getTableName()}_list.do?sysparm_query=active=true`;
  }

  /** Without a field it describes the table's display column (assumed). */
  getED(): object | null {
    return this.elementForGlide(this.#row.table.display)?.getED() ?? null;
  }

  /** Database functions in queries are not imitated; the name they would have is given back. */
  addFunction(definition: unknown): string {
    return textFrom(definition);
  }

  getAttribute(): string | null {
    return null;
  }

  operation(): string | null {
    return this.#row.operation === '' ? null : this.#row.operation;
  }

  insert(): string | null {
    const { runtime } = this.#kit;
    if (this.#table === undefined || !this.#kit.mayUse(this.#table, 'create')) return null;
    runtime.pause();
    const row: Row = {
      ...newRow(this.#table),
      values: { ...this.#row.values },
      runRules: this.#row.runRules,
    };
    // insert() on a record that exists makes a copy with an id of its own.
    if (this.#row.stored !== undefined) delete row.values['sys_id'];
    if (
      this.#secure &&
      !this.#kit.access.mayUseTable(runtime.session(), this.#table, 'create', row)
    )
      return null;
    const outcome = insertRecord(runtime.session(), row);
    this.#elements.clear();
    this.#row = row;
    return outcome.kind === 'written' ? valueOf(row, 'sys_id') : null;
  }

  update(): string | null {
    const { runtime } = this.#kit;
    if (this.#table === undefined || !this.#kit.mayUse(this.#table, 'update')) return null;
    if (this.#row.stored === undefined) return this.insert();
    runtime.pause();
    if (
      this.#secure &&
      !this.#kit.access.mayUseTable(runtime.session(), this.#table, 'write', this.#row)
    )
      return null;
    const outcome = updateRecord(runtime.session(), this.#row);
    return outcome.kind === 'refused' ? null : valueOf(this.#row, 'sys_id');
  }

  updateWithReferences(): string | null {
    return this.update();
  }

  deleteRecord(): boolean {
    const { runtime } = this.#kit;
    if (this.#table === undefined || !this.#kit.mayUse(this.#table, 'delete')) return false;
    if (this.#row.stored === undefined) return false;
    if (
      this.#secure &&
      !this.#kit.access.mayUseTable(runtime.session(), this.#table, 'delete', this.#row)
    )
      return false;
    return deleteRecord(runtime.session(), this.#row).kind === 'written';
  }

  deleteMultiple(): void {
    if (this.#result === undefined) this.query();
    while (this.next()) this.deleteRecord();
  }

  updateMultiple(): void {
    const wanted = { ...this.#row.values };
    if (this.#result === undefined) this.query();
    while (this.next()) {
      this.#row.values = { ...this.#row.values, ...wanted };
      this.update();
    }
  }

  setWorkflow(enabled: unknown): void {
    if (!this.#kit.ownsTable(this.#row.table)) this.#kit.refuse('setWorkflow');
    this.#row.runRules = enabled !== false && enabled !== 'false';
  }

  setAbortAction(abort: unknown): void {
    if (!this.#kit.ownsTable(this.#row.table)) this.#kit.refuse('setAbortAction');
    this.#row.abortRequested = abort === true || abort === 'true';
  }

  isActionAborted(): boolean {
    return this.#row.abortRequested || this.#row.abortedBy !== undefined;
  }

  getLastErrorMessage(): string | null {
    return this.#row.lastError === '' ? null : this.#row.lastError;
  }

  canRead(): boolean {
    return this.#kit.access.mayUseTable(
      this.#kit.runtime.session(),
      this.#row.table,
      'read',
      this.#row,
    );
  }

  canWrite(): boolean {
    return this.#kit.access.mayUseTable(
      this.#kit.runtime.session(),
      this.#row.table,
      'write',
      this.#row,
    );
  }

  canCreate(): boolean {
    return this.#kit.access.mayUseTable(
      this.#kit.runtime.session(),
      this.#row.table,
      'create',
      this.#row,
    );
  }

  canDelete(): boolean {
    return this.#kit.access.mayUseTable(
      this.#kit.runtime.session(),
      this.#row.table,
      'delete',
      this.#row,
    );
  }

  /** Rows of another table that point here: `addJoinQuery('problem', 'sys_id', 'problem_id')`. */
  addJoinQuery(
    joinTable: unknown,
    primaryField: unknown = 'sys_id',
    joinField?: unknown,
  ): GlideQueryCondition {
    const { engine } = this.#kit.runtime;
    const other = engine.dictionary().find(textFrom(joinTable));
    const foreign = textFrom(joinField) || this.#referenceFrom(other);
    const ids = other === undefined ? [] : this.#kit.valuesOf(other, foreign);
    return createQueryCondition(
      this.#query,
      this.#query.add(textFrom(primaryField), 'IN', ids.join(',')),
    );
  }

  #referenceFrom(other: Table | undefined): string {
    const columns = [...(other?.columns.values() ?? [])];
    return (
      columns.find((column) => isReference(column) && column.reference === this.#row.table.name)
        ?.name ?? 'sys_id'
    );
  }

  isRuleRecordForGlide(): boolean {
    return this.#isRuleRecord;
  }

  countForGlide(): number {
    return this.#table === undefined
      ? 0
      : countRows(this.#kit.runtime.engine, this.#table, this.#query.toQuery());
  }
}
