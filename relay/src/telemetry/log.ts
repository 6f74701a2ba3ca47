import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/**
 * The second line of defense: secrets are typed `Secret` and print as `***` by themselves. Whatever
 * reaches a log under one of these names all the same is masked two levels deep.
 */
const secretNames = [
  'authorization',
  'clientSecret',
  'cookie',
  'password',
  'secret',
  'token',
  'access_token',
  'refresh_token',
];

const masked = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/**
 * JSON leaves these two as they are, and many readers end a line there: a name from outside would break
 * a line in two.
 */
function toOneLine(line: string): string {
  return line.replaceAll('\u2028', String.raw`\u2028`).replaceAll('\u2029', String.raw`\u2029`);
}

/** One JSON object per line, on standard output unless `destination` says otherwise. */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: masked, censor: '***' },
    hooks: { streamWrite: toOneLine },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
