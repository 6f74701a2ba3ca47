import { isDateTime, isJournal, isReference, type Column } from '../dictionary/dictionary.ts';
import { displayOf, fromDisplay, zoneOf } from '../engine/display.ts';
import { normalizeValue } from '../engine/normalize-value.ts';
import { rowFrom, storedValueOf, valueOf, type Row } from '../engine/session.ts';
import { formatUtc } from '../query/date-operators.ts';
import { readRecord } from '../store/records.ts';
import { textFrom } from '../scripts/runtime.ts';
import { describeElement } from './element-descriptor.ts';
import { GlideDateTime } from './glide-date-time.ts';
import { GlideDuration } from './glide-duration.ts';
import type { GlideKit } from './glide-kit.ts';
import { readJournal, renderJournal } from './journal-text.ts';

/** One field of a record. Reference fields also answer to the fields of the record they point to. */
export class GlideElement {
  readonly #kit: GlideKit;
  readonly #row: () => Row;
  readonly #column: Column;

  constructor(kit: GlideKit, row: () => Row, column: Column) {
    this.#kit = kit;
    this.#row = row;
    this.#column = column;
  }

  getValue(): string | null {
    const value = valueOf(this.#row(), this.#column.name);
    return value === '' ? null : value;
  }

  getDisplayValue(): string {
    const { engine, session } = this.#kit.runtime;
    const row = this.#row();
    if (isJournal(this.#column))
      return renderJournal(engine, row, this.#column.name, session().user.timeZone);
    return displayOf(
      engine,
      this.#column,
      valueOf(row, this.#column.name),
      session().user.timeZone,
    );
  }

  setValue(value: unknown): void {
    this.#row().values[this.#column.name] = normalizeValue(this.#column, textFrom(value));
  }

  /** Display values: a reference by what it shows, a choice by its label, a date in the user's zone. */
  setDisplayValue(value: unknown): void {
    const { engine, session } = this.#kit.runtime;
    const text = textFrom(value);
    this.setValue(fromDisplay(engine, this.#column, text, zoneOf(engine, session().user.timeZone)));
  }

  setDateNumericValue(milliseconds: unknown): void {
    this.setValue(formatUtc(Number(milliseconds)));
  }

  dateNumericValue(): number {
    return Date.parse(`${valueOf(this.#row(), this.#column.name).replace(' ', 'T')}Z`);
  }

  changes(): boolean {
    return (
      valueOf(this.#row(), this.#column.name) !== storedValueOf(this.#row(), this.#column.name)
    );
  }

  changesTo(value: unknown): boolean {
    return this.changes() && valueOf(this.#row(), this.#column.name) === this.#normalized(value);
  }

  changesFrom(value: unknown): boolean {
    return (
      this.changes() && storedValueOf(this.#row(), this.#column.name) === this.#normalized(value)
    );
  }

  #normalized(value: unknown): string {
    return normalizeValue(this.#column, textFrom(value));
  }

  nil(): boolean {
    return this.getValue() === null;
  }

  getName(): string {
    return this.#column.name;
  }

  getLabel(): string {
    return this.#column.label;
  }

  getTableName(): string {
    return this.#row().table.name;
  }

  getReferenceTable(): string | null {
    return this.#column.reference === '' ? null : this.#column.reference;
  }

  getRefRecord(): object | null {
    const row = this.#referred();
    return row === undefined ? null : this.#kit.scope.wrapRow(row);
  }

  getChoices(): string[] {
    return this.#column.choices.filter((choice) => !choice.inactive).map((choice) => choice.value);
  }

  getChoiceValue(): string {
    return this.getDisplayValue();
  }

  getHTMLValue(): string {
    return valueOf(this.#row(), this.#column.name);
  }

  getDecryptedValue(): string {
    return valueOf(this.#row(), this.#column.name);
  }

  getED(): object {
    return describeElement(this.#column);
  }

  /** Dates and durations as objects that calculate; other fields have none. */
  getGlideObject(): object | null {
    const value = valueOf(this.#row(), this.#column.name);
    const { engine, session } = this.#kit.runtime;
    if (this.#column.type === 'glide_duration') return new GlideDuration(value);
    if (!isDateTime(this.#column)) return null;
    const zone = (): string => zoneOf(engine, session().user.timeZone);
    return new GlideDateTime(zone, engine.shared.nowMs(), value);
  }

  getAttribute(): string | null {
    return null;
  }

  getBooleanAttribute(): boolean {
    return false;
  }

  /** The newest entry with 1, all of them with -1. */
  getJournalEntry(count: unknown): string {
    const { engine, session } = this.#kit.runtime;
    const entries = readJournal(engine, this.#row(), this.#column.name, session().user.timeZone);
    return (
      (Number(count) === -1 ? entries : entries.slice(0, 1)).join('\n\n') +
      (entries.length === 0 ? '' : '\n\n')
    );
  }

  setError(message: unknown): void {
    this.#row().lastError = textFrom(message);
  }

  setPhoneNumber(value: unknown): boolean {
    this.setValue(value);
    return true;
  }

  canRead(): boolean {
    return this.#may('read');
  }

  canWrite(): boolean {
    return this.#may('write');
  }

  canCreate(): boolean {
    return this.#may('create');
  }

  #may(operation: 'read' | 'write' | 'create'): boolean {
    const row = this.#row();
    return this.#kit.access.mayUseField(
      this.#kit.runtime.session(),
      row.table,
      this.#column,
      operation,
      row,
    );
  }

  toString(): string {
    const value = valueOf(this.#row(), this.#column.name);
    if (this.#column.type === 'boolean') return value === '1' ? 'true' : 'false';
    return value;
  }

  /** `current.active == true` holds for a boolean column, `current.priority == 1` for a number. */
  [Symbol.toPrimitive](): string | boolean {
    return this.#column.type === 'boolean' ? this.toString() === 'true' : this.toString();
  }

  referredForGlide(): Row | undefined {
    return this.#referred();
  }

  isReferenceForGlide(): boolean {
    return isReference(this.#column);
  }

  #referred(): Row | undefined {
    const { engine } = this.#kit.runtime;
    const table = isReference(this.#column)
      ? engine.dictionary().find(this.#column.reference)
      : undefined;
    const sysId = valueOf(this.#row(), this.#column.name);
    const values =
      table === undefined || sysId === '' ? undefined : readRecord(engine.store, table, sysId);
    return table === undefined || values === undefined ? undefined : rowFrom(table, values);
  }
}

export function createElement(kit: GlideKit, row: () => Row, column: Column): GlideElement {
  const element = new GlideElement(kit, row, column);
  return isReference(column) ? withDotWalking(kit, element, column) : element;
}

/** `current.caller_id.name`: names that are not methods are fields of the referred record. */
function withDotWalking(kit: GlideKit, element: GlideElement, column: Column): GlideElement {
  const target = kit.runtime.engine.dictionary().find(column.reference);
  return new Proxy(element, {
    get(inner, name) {
      const member: unknown = Reflect.get(inner, name);
      if (typeof member === 'function') {
        const bound: unknown = member.bind(inner);
        return bound;
      }
      if (typeof name === 'symbol' || target === undefined) return member;
      const next = target.columns.get(name);
      if (next === undefined) return undefined;
      return createElement(kit, () => inner.referredForGlide() ?? rowFrom(target, {}), next);
    },
  });
}
