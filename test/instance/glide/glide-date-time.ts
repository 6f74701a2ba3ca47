import { DateTime } from 'luxon';
import { textFrom } from '../scripts/runtime.ts';

/** A moment, in UTC inside, in the user's zone where a method says display or local. */
export class GlideDateTime {
  #ms: number;
  readonly #zone: () => string;
  #isValid = true;

  constructor(zone: () => string, nowMs: number, given?: unknown) {
    this.#zone = zone;
    this.#ms = Math.floor(nowMs / 1000) * 1000;
    if (given instanceof GlideDateTime) this.#ms = given.getNumericValue();
    else if (given !== undefined && given !== null && textFrom(given) !== '')
      this.#set(textFrom(given), 'utc');
  }

  #set(text: string, zone: string): void {
    const time = DateTime.fromSQL(text, { zone });
    this.#isValid = time.isValid;
    if (time.isValid) this.#ms = time.toMillis();
  }

  #utc(): DateTime {
    return DateTime.fromMillis(this.#ms, { zone: 'utc' });
  }

  #local(): DateTime {
    return DateTime.fromMillis(this.#ms, { zone: this.#zone() });
  }

  getValue(): string {
    return this.#utc().toFormat('yyyy-MM-dd HH:mm:ss');
  }

  setValue(value: unknown): void {
    if (typeof value === 'number') this.#ms = value;
    else if (value instanceof GlideDateTime) this.#ms = value.getNumericValue();
    else this.#set(textFrom(value), 'utc');
  }

  setValueUTC(value: unknown, format?: unknown): void {
    const time = DateTime.fromFormat(textFrom(value), toLuxonFormat(textFrom(format)), {
      zone: 'utc',
    });
    this.#isValid = time.isValid;
    if (time.isValid) this.#ms = time.toMillis();
  }

  getDisplayValue(): string {
    return this.#local().toFormat('yyyy-MM-dd HH:mm:ss');
  }

  getDisplayValueInternal(): string {
    return this.getDisplayValue();
  }

  setDisplayValue(value: unknown): void {
    this.#set(textFrom(value), this.#zone());
  }

  setDisplayValueInternal(value: unknown): void {
    this.setDisplayValue(value);
  }

  getNumericValue(): number {
    return this.#ms;
  }

  setNumericValue(milliseconds: unknown): void {
    this.#ms = Number(milliseconds);
  }

  add(amount: unknown): void {
    const ms = typeof amount === 'object' && amount !== null ? numericOf(amount) : Number(amount);
    this.#ms += ms;
  }

  subtract(amount: unknown): void {
    const ms = typeof amount === 'object' && amount !== null ? numericOf(amount) : Number(amount);
    this.#ms -= ms;
  }

  addSeconds(seconds: unknown): void {
    this.#ms += Number(seconds) * 1000;
  }

  addDays(days: unknown): void {
    this.addDaysUTC(days);
  }

  addDaysUTC(days: unknown): void {
    this.#ms = this.#utc()
      .plus({ days: Number(days) })
      .toMillis();
  }

  addDaysLocalTime(days: unknown): void {
    this.#ms = this.#local()
      .plus({ days: Number(days) })
      .toMillis();
  }

  addWeeksUTC(weeks: unknown): void {
    this.#ms = this.#utc()
      .plus({ weeks: Number(weeks) })
      .toMillis();
  }

  addWeeksLocalTime(weeks: unknown): void {
    this.#ms = this.#local()
      .plus({ weeks: Number(weeks) })
      .toMillis();
  }

  addMonthsUTC(months: unknown): void {
    this.#ms = this.#utc()
      .plus({ months: Number(months) })
      .toMillis();
  }

  addMonthsLocalTime(months: unknown): void {
    this.#ms = this.#local()
      .plus({ months: Number(months) })
      .toMillis();
  }

  addYearsUTC(years: unknown): void {
    this.#ms = this.#utc()
      .plus({ years: Number(years) })
      .toMillis();
  }

  addYearsLocalTime(years: unknown): void {
    this.#ms = this.#local()
      .plus({ years: Number(years) })
      .toMillis();
  }

  after(other: unknown): boolean {
    return this.compareTo(other) > 0;
  }

  before(other: unknown): boolean {
    return this.compareTo(other) < 0;
  }

  onOrAfter(other: unknown): boolean {
    return this.compareTo(other) >= 0;
  }

  onOrBefore(other: unknown): boolean {
    return this.compareTo(other) <= 0;
  }

  compareTo(other: unknown): number {
    return Math.sign(this.#ms - numericOf(other));
  }

  equals(other: unknown): boolean {
    return this.#ms === numericOf(other);
  }

  isValid(): boolean {
    return this.#isValid;
  }

  getErrorMsg(): string {
    return this.#isValid ? '' : 'Could not parse DateTime';
  }

  getDate(): GlideDateTime {
    return new GlideDateTime(this.#zone, this.#utc().startOf('day').toMillis());
  }

  getYearUTC(): number {
    return this.#utc().year;
  }

  getMonthUTC(): number {
    return this.#utc().month;
  }

  getDayOfMonthUTC(): number {
    return this.#utc().day;
  }

  getDayOfWeekUTC(): number {
    return this.#utc().weekday;
  }

  getYearLocalTime(): number {
    return this.#local().year;
  }

  getMonthLocalTime(): number {
    return this.#local().month;
  }

  getDayOfMonthLocalTime(): number {
    return this.#local().day;
  }

  getDayOfWeekLocalTime(): number {
    return this.#local().weekday;
  }

  getDaysInMonthUTC(): number {
    return this.#utc().daysInMonth ?? 0;
  }

  getDaysInMonthLocalTime(): number {
    return this.#local().daysInMonth ?? 0;
  }

  getWeekOfYearUTC(): number {
    return this.#utc().weekNumber;
  }

  getWeekOfYearLocalTime(): number {
    return this.#local().weekNumber;
  }

  /** The time of day, as a moment of the first day of the epoch. */
  getTime(): GlideDateTime {
    return new GlideDateTime(this.#zone, this.#ms % 86_400_000);
  }

  getTZOffset(): number {
    return this.#local().offset * 60_000;
  }

  hasDate(): boolean {
    return this.#isValid;
  }

  toString(): string {
    return this.getValue();
  }
}

function numericOf(value: unknown): number {
  if (typeof value !== 'object' || value === null)
    return Date.parse(`${textFrom(value).replace(' ', 'T')}Z`);
  const method: unknown = Reflect.get(value, 'getNumericValue');
  return typeof method === 'function' ? Number(method.call(value)) : Number.NaN;
}

/** The letters of Java's date formats that matter here mean the same to luxon. */
function toLuxonFormat(format: string): string {
  return format === '' ? 'yyyy-MM-dd HH:mm:ss' : format;
}
