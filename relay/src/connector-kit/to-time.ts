/** Beyond this a Date holds nothing. */
const LATEST_MS = 8_640_000_000_000_000;

/** What a number counts, told by its size: each unit holds the instants from 1973 to about 5138. */
const units: readonly { readonly below: number; readonly perMs: number }[] = [
  { below: 1e11, perMs: 0.001 },
  { below: 1e14, perMs: 1 },
  { below: 1e17, perMs: 1_000 },
  { below: 1e20, perMs: 1_000_000 },
];

/**
 * ISO 8601 and its relatives, or a count of seconds, ms, µs or ns since the epoch, as number or text.
 * Zero, Go's year 1 and whatever else lies before the epoch mean that there is no such time.
 */
export function toTime(value: unknown): number | undefined {
  const time = typeof value === 'number' ? fromNumber(value) : fromText(value);
  return Number.isFinite(time) && time > 0 && time <= LATEST_MS ? Math.round(time) : undefined;
}

function fromNumber(count: number): number {
  const unit = units.find(({ below }) => count < below);
  return unit === undefined ? Number.NaN : count / unit.perMs;
}

function fromText(value: unknown): number {
  if (typeof value !== 'string') return Number.NaN;
  const text = value.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return fromNumber(Number(text));
  // Date.parse finds a date in nearly any text ("x 1" is January 2001): only what begins like one.
  if (!/^(?:\d{4}[-./]\d|[A-Z][a-z]{2,8},? )/.test(text)) return Number.NaN;
  const plain = fromGo(text);
  // Without a zone, Date.parse would take the zone of this machine, and two relays would disagree.
  return Date.parse(
    hasZone(plain) ? plain : `${plain.replace(/^(\d{4})\.(\d\d?)\.(\d\d?)/, '$1-$2-$3')}Z`,
  );
}

/** What a template of Go prints of a time: `2026-11-20 08:00:00.112013015 +0000 UTC m=+8560.28`. */
function fromGo(text: string): string {
  return text.replace(
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ([+-]\d{4})(?: [A-Z+-][A-Z0-9+-]*)?(?: m=\S+)?$/,
    '$1T$2$3',
  );
}

function hasZone(text: string): boolean {
  return (
    /(?:Z|[+-]\d\d:?\d\d|\b[A-Z]{3,4})(?: \d{4})?$/.test(text) || /^\d{4}-\d\d?-\d\d?$/.test(text)
  );
}
