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

/** One JSON object per line, on standard output unless `destination` says otherwise. */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: masked, censor: '***' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
