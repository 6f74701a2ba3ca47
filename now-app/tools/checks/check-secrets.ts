import type { Check } from './check.ts';

const secretShapes: readonly RegExp[] = [
  /whsec_[A-Za-z0-9+/]{24,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}/,
];
const secretColumns = new Set(['client_secret', 'password', 'user_password']);

/** Nothing in a package that everybody may download is a secret. */
export const checkSecrets: Check = (records) =>
  records.flatMap((record) => [
    ...Object.entries(record.columns)
      .filter(([column, value]) => secretColumns.has(column) && value !== '')
      .map(([column]) => `${record.file}: a value in ${column}`),
    ...Object.values(record.columns)
      .filter((value) => secretShapes.some((shape) => shape.test(value)))
      .map(() => `${record.file}: something that looks like a secret`),
    ...(record.columns['type'] === 'password2' && (record.columns['value'] ?? '') !== ''
      ? [`${record.file}: a value for a password property`]
      : []),
  ]);
