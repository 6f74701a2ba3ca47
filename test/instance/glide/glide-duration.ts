import { textFrom } from '../scripts/runtime.ts';

/** A length of time, stored as a moment after the epoch. */
export class GlideDuration {
  #ms = 0;

  constructor(given?: unknown) {
    if (typeof given === 'number') this.#ms = given;
    else if (/^\d{4}-/.test(textFrom(given))) this.setValue(given);
    else if (given !== undefined && given !== null) this.setDisplayValue(given);
  }

  getNumericValue(): number {
    return this.#ms;
  }

  getValue(): string {
    return new Date(this.#ms).toISOString().slice(0, 19).replace('T', ' ');
  }

  setValue(value: unknown): void {
    this.#ms =
      typeof value === 'number' ? value : Date.parse(`${textFrom(value).replace(' ', 'T')}Z`);
  }

  /** `3 12:00:00`: days and a time. */
  setDisplayValue(value: unknown): void {
    const [, days = '0', hours = '0', minutes = '0', seconds = '0'] =
      /^(?:(\d+) )?(\d+):(\d+):(\d+)$/.exec(textFrom(value)) ?? [];
    this.#ms =
      (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  }

  getDisplayValue(): string {
    return this.getDurationValue();
  }

  getDurationValue(): string {
    const days = Math.floor(this.#ms / 86_400_000);
    const time = new Date(this.#ms % 86_400_000).toISOString().slice(11, 19);
    return days === 0 ? time : `${days} ${time}`;
  }

  getDayPart(): number {
    return Math.floor(this.#ms / 86_400_000);
  }

  getRoundedDayPart(): number {
    return Math.round(this.#ms / 86_400_000);
  }

  add(other: unknown): GlideDuration {
    const ms = other instanceof GlideDuration ? other.getNumericValue() : 0;
    return new GlideDuration(this.#ms + ms);
  }

  subtract(other: unknown): GlideDuration {
    const ms = other instanceof GlideDuration ? other.getNumericValue() : 0;
    return new GlideDuration(this.#ms - ms);
  }

  toString(): string {
    return this.getValue();
  }
}
