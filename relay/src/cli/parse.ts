import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Connector, Delivery, Reading } from '../connector-kit/connector.ts';
import { isRecord } from '../connector-kit/lenient.ts';
import { connectors, findConnector } from '../connectors/registry.ts';
import { toTrialSettings } from '../connectors/trial-settings.ts';
import type { AlertEvent } from '../domain/alert-event.ts';
import { toCorrelationKey } from '../domain/correlation.ts';
import { RelayError, toRelayError } from '../lib/errors.ts';
import { DATA_FAULT, USAGE_FAULT } from './exit-codes.ts';
import { parseYaml, readYamlFile } from './read-yaml.ts';

export interface ParseDeps {
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  readonly exit: (code: number) => void;
}

interface ParseOptions {
  readonly headers?: string;
  readonly settings?: string;
  readonly groupBy: 'group' | 'alert';
  readonly json?: boolean;
}

/** For trying a payload: what becomes of it, without a relay, a secret or a ServiceNow instance. */
export function addParse(program: Command, deps: ParseDeps): void {
  program
    .command('parse <connector> <file>')
    .description('print the events that a payload becomes, or why it is not read')
    .option('--headers <file>', 'headers of the request: JSON, or a line "Name: value" for each')
    .option('--settings <file>', 'settings of the source, YAML or JSON, such as a mapping')
    .option('--group-by <what>', 'as the route says: group or alert', 'group')
    .option('--json', 'print JSON on one line')
    .action((connector: string, file: string, options: ParseOptions) =>
      parse(deps, connector, file, options),
    );
}

async function parse(
  deps: ParseDeps,
  id: string,
  file: string,
  options: ParseOptions,
): Promise<void> {
  try {
    const connector = toConnector(id);
    const reading = connector.read(
      toDelivery(file, options.headers),
      await toSettings(connector, options.settings),
    );
    deps.print(
      `${JSON.stringify(toPrinted(reading, options), null, options.json === true ? 0 : 2)}\n`,
    );
    if (reading.kind !== 'unreadable') return;
    deps.printError(`Not read: ${reading.because}\n`);
    deps.exit(DATA_FAULT);
  } catch (thrown) {
    deps.printError(`${toRelayError(thrown).message}\n`);
    deps.exit(USAGE_FAULT);
  }
}

function toConnector(id: string): Connector {
  const connector = findConnector(id);
  if (connector !== undefined) return connector;
  const known = connectors.map((one) => one.id).join(', ');
  throw new RelayError('REQUEST_INVALID', `There is no connector "${id}"; known are ${known}.`);
}

async function toSettings(connector: Connector, file: string | undefined): Promise<unknown> {
  if (file === undefined) return toTrialSettings(connector, {});
  const given = readYamlFile(file);
  if (!isRecord(given)) throw new RelayError('REQUEST_INVALID', `${file} holds no settings.`);
  return toTrialSettings(connector, given);
}

function toDelivery(file: string, headers: string | undefined): Delivery {
  return {
    method: 'POST',
    suffix: '',
    query: {},
    headers: headers === undefined ? {} : readHeaders(headers),
    body: readText(file),
    receivedAt: Date.now(),
  };
}

/** An object of names and values, perhaps under `headers`, or lines as `curl -D` writes them. */
function readHeaders(file: string): Delivery['headers'] {
  const text = readText(file).toString('utf8');
  const isJson = text.trimStart().startsWith('{');
  const pairs = isJson ? pairsOf(parseYaml(file, text)) : pairsOfLines(text);
  return Object.fromEntries(
    pairs.map(([name, value]) => [name.trim().toLowerCase(), value.trim()]),
  );
}

function pairsOf(whole: unknown): readonly (readonly [string, string])[] {
  const inner = isRecord(whole) && isRecord(whole['headers']) ? whole['headers'] : whole;
  return Object.entries(isRecord(inner) ? inner : {}).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : String(value),
  ]);
}

function pairsOfLines(text: string): readonly (readonly [string, string])[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const at = line.indexOf(':');
    return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
  });
}

const STANDARD_INPUT = 0;

function readText(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? STANDARD_INPUT : file);
  } catch (cause) {
    throw new RelayError('NOT_FOUND', `The file ${file} cannot be read.`, { cause });
  }
}

function toPrinted(reading: Reading, { groupBy }: ParseOptions): unknown {
  switch (reading.kind) {
    case 'events':
      return reading.events.map((event) => toPrintedEvent(event, groupBy));
    case 'unreadable':
      return { refused: reading.because };
    case 'confirm':
      return { confirm: reading.url };
  }
}

function toPrintedEvent(event: AlertEvent, groupBy: ParseOptions['groupBy']): object {
  return {
    correlationKey: toCorrelationKey(event, { groupBy }),
    fingerprint: event.fingerprint,
    kind: event.kind,
    status: event.status,
    severity: event.severity,
    title: event.title,
    startedAt: toInstant(event.startedAt),
    endedAt: toInstant(event.endedAt),
    url: event.url ?? null,
    description: event.description,
    labels: event.labels,
    actor: event.actor ?? null,
    text: event.text ?? null,
  };
}

function toInstant(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
