import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { isRecord, toText } from '../connector-kit/lenient.ts';
import { decideRetry } from '../domain/retry.ts';
import { RelayError, toRelayError } from '../lib/errors.ts';
import { type Answer, createOutgoing, type Outgoing } from '../lib/outgoing.ts';
import { Secret } from '../lib/secret.ts';
import type { Transport } from '../lib/transport.ts';
import { readRetryAfterMs } from '../servicenow/retry-after.ts';
import {
  CONFIGURATION_FAULT,
  DATA_FAULT,
  PERMISSION_FAULT,
  SUCCESS,
  UNAVAILABLE,
  USAGE_FAULT,
} from './exit-codes.ts';
import type { StoreCommandDeps } from './store-options.ts';

interface SendOptions {
  readonly to?: string;
  readonly tokenFile?: string;
  readonly tokenEnv: string;
  readonly file?: string;
  readonly id?: string;
  readonly status?: string;
  readonly severity?: string;
  readonly title?: string;
  readonly description?: string;
  readonly group?: string;
  readonly link?: string;
  readonly actor?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly label: readonly string[];
  readonly ca?: string;
  readonly attempts: string;
  readonly timeout: string;
  readonly json?: boolean;
}

/** What became of it; `exit` is the code of the process. */
interface Sent {
  readonly exit: number;
  readonly attempts: number;
  /** HTTP status of the last answer, if one came. */
  readonly status?: number;
  readonly delivery?: string;
  readonly message: string;
}

/**
 * `alert-relay send`: one event to a relay that runs somewhere, for tools that can run a command and no
 * more, such as Nagios and Icinga. It needs neither store nor configuration, only an address and a token.
 */
export function addSend(
  program: Command,
  deps: StoreCommandDeps,
  wait: (ms: number) => Promise<unknown> = delay,
): void {
  program
    .command('send')
    .description('send one event to a source of a running relay; for notification commands')
    .option('--to <address>', 'address of a source with the connector generic; or ALERT_RELAY_URL')
    .option('--token-file <file>', 'file with the token of the source')
    .option('--token-env <variable>', 'environment variable with it', 'ALERT_RELAY_TOKEN')
    .option('--file <file>', 'JSON to send as it is, - for standard input, in place of the options')
    .option('--id <id>', 'names the alert: the same in its beginning and its end')
    .option(
      '--status <word>',
      'firing, acknowledged, resolved; also PROBLEM, RECOVERY and the like',
    )
    .option('--severity <word>', 'critical, high, warning or info, or a word that means one')
    .option('--title <text>', 'what people read first')
    .option('--description <text>', 'what else there is to say')
    .option('--group <name>', 'alerts of one group share a record')
    .option('--link <address>', 'where the alert is seen')
    .option('--actor <name>', 'who did it')
    .option('--started-at <time>', 'ISO 8601, or seconds since 1970')
    .option('--ended-at <time>', 'the same')
    .option('--label <name=value>', 'may be given many times', collect, [])
    .option('--ca <file>', 'certificates in PEM to trust, where the relay has one of its own')
    .option('--attempts <number>', 'how often to try when the relay cannot be reached', '5')
    .option('--timeout <seconds>', 'for each attempt', '10')
    .option('--json', 'print JSON')
    .action((options: SendOptions) => send({ ...deps, wait }, options));
}

function collect(label: string, before: readonly string[]): readonly string[] {
  return [...before, label];
}

interface SendDeps extends StoreCommandDeps {
  readonly wait: (ms: number) => Promise<unknown>;
}

async function send(deps: SendDeps, options: SendOptions): Promise<void> {
  const sent = await trySend(deps, options).catch((thrown: unknown): Sent => {
    const { message } = toRelayError(thrown);
    return { exit: USAGE_FAULT, attempts: 0, message };
  });
  if (options.json === true) deps.print(`${JSON.stringify(sent)}\n`);
  else if (sent.exit === SUCCESS) deps.print(`${sent.message}\n`);
  else deps.printError(`${sent.message}\n`);
  if (sent.exit !== SUCCESS) deps.exit(sent.exit);
}

async function trySend(deps: SendDeps, options: SendOptions): Promise<Sent> {
  const request = {
    url: toAddress(options.to ?? deps.env['ALERT_RELAY_URL']),
    method: 'POST' as const,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${toToken(deps, options).reveal()}`,
    },
    body: options.file === undefined ? JSON.stringify(toEvent(options)) : readJson(options.file),
    deadlineMs: toCount('--timeout', options.timeout, 600) * 1_000,
    transport: toTransport(options.ca),
  };
  const attempts = toCount('--attempts', options.attempts, 100);
  // Who may run this may call any address anyway; relays live in private networks.
  const outgoing = createOutgoing({ allow: ['0.0.0.0/0', '::/0'] });
  try {
    return await sendUntil({ outgoing, wait: deps.wait }, request, attempts);
  } finally {
    await outgoing.close();
  }
}

const policy = { firstDelayMs: 500, maxDelayMs: 10_000 };
/** The tool that waits for this command ends it sooner than in an hour, which a proxy may ask for. */
const LONGEST_WAIT_MS = 30_000;

/** The same event again is a repeat to the relay: after an answer that was lost it may be sent anew. */
async function sendUntil(
  { outgoing, wait }: Pick<SendDeps, 'wait'> & { readonly outgoing: Outgoing },
  request: Parameters<Outgoing['send']>[0],
  maxAttempts: number,
): Promise<Sent> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await outgoing.send(request).then(judge, toUnavailable);
    if (!(outcome instanceof RelayError)) return { ...outcome, attempts: attempt };
    const next = decideRetry(outcome, attempt, randomInt(1_000) / 1_000, {
      ...policy,
      maxAttempts,
    });
    if (next.kind === 'dead') {
      const cure = 'Is the relay running, and is this its address? The event was not taken.';
      return { exit: UNAVAILABLE, attempts: attempt, message: `${outcome.message} ${cure}` };
    }
    await wait(Math.min(next.delayMs, LONGEST_WAIT_MS));
  }
}

function toUnavailable(thrown: unknown): RelayError {
  const { message } = toRelayError(thrown);
  return new RelayError('DESTINATION_UNAVAILABLE', `${message.replace(/\.$/, '')}.`);
}

type Judged = Omit<Sent, 'attempts'>;

/** An error is worth another attempt, anything else is the end of it. */
function judge(answer: Answer): Judged | RelayError {
  const { status } = answer;
  const said = readAnswer(answer);
  if (status >= 200 && status < 300) return judgeTaken(status, said);
  const reason = toText(said['detail']) ?? toText(said['title']) ?? 'it gave no reason';
  const why = reason.replace(/\.$/, '');
  if (status === 429 || status === 408 || status >= 500) {
    return new RelayError('DESTINATION_UNAVAILABLE', `The relay answered ${status}: ${why}.`, {
      retryAfterMs: readRetryAfterMs(answer.headers, Date.now()),
    });
  }
  // Answered with 403 as well, and the token was the right one.
  if (said['code'] === 'SOURCE_DISABLED') {
    const message = `The source is switched off (${status}); at the relay "alert-relay sources enable NAME" switches it on.`;
    return { exit: CONFIGURATION_FAULT, status, message };
  }
  if (status === 401 || status === 403) {
    const message = `The relay refused the token (${status}). Is it the one of this source?`;
    return { exit: PERMISSION_FAULT, status, message };
  }
  if (status === 404 || status === 409 || (status >= 300 && status < 400)) {
    const message = `There is no source that listens at this address (${status}): ${why}.`;
    return { exit: CONFIGURATION_FAULT, status, message };
  }
  return { exit: DATA_FAULT, status, message: `The relay refused the event (${status}): ${why}.` };
}

/** Genuine and unreadable is answered with success as well, so the body has to be looked at. */
function judgeTaken(status: number, said: Readonly<Record<string, unknown>>): Judged {
  const delivery = toText(said['delivery']);
  if (delivery === undefined) {
    const message = `Something answered ${status} that is no relay. Check the address.`;
    return { exit: CONFIGURATION_FAULT, status, message };
  }
  if (said['status'] === 'rejected') {
    const because = toText(said['reason']) ?? 'it could not be read';
    return { exit: DATA_FAULT, status, delivery, message: `Taken, but rejected: ${because}` };
  }
  return { exit: SUCCESS, status, delivery, message: `Taken as delivery ${delivery}.` };
}

function readAnswer({ body }: Answer): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(body.toString('utf8'));
    return isRecord(read) ? read : {};
  } catch {
    return {};
  }
}

/** Macros that a monitoring tool leaves empty are as if they were not given. */
function toEvent(options: SendOptions): object {
  const { id, status, title } = options;
  if (toText(id) === undefined || toText(status) === undefined) {
    throw new RelayError('REQUEST_INVALID', 'Give --id and --status, or --file with a JSON body.');
  }
  const { severity, description, group, link, actor, startedAt, endedAt } = options;
  const said = { severity, description, group, url: link, actor, startedAt, endedAt };
  const texts = Object.entries({ id, status, title: toText(title) ?? id, ...said });
  return {
    ...Object.fromEntries(texts.filter(([, text]) => toText(text) !== undefined)),
    labels: toLabels(options.label),
  };
}

function toLabels(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.flatMap((label) => {
      const at = label.indexOf('=');
      if (at < 1) {
        throw new RelayError('REQUEST_INVALID', `--label ${label}: expected name=value.`);
      }
      const value = toText(label.slice(at + 1));
      return value === undefined ? [] : [[label.slice(0, at), value]];
    }),
  );
}

function toAddress(given: string | undefined): string {
  if (given !== undefined && /^https?:\/\/\S+$/.test(given) && URL.canParse(given)) return given;
  throw new RelayError(
    'REQUEST_INVALID',
    'Give the address of the source with --to or in ALERT_RELAY_URL, such as https://relay.example.com/in/main/icinga.',
  );
}

/** Never as an argument: the list of processes shows those to everybody on the machine. */
function toToken(deps: StoreCommandDeps, { tokenFile, tokenEnv }: SendOptions): Secret {
  const text = tokenFile === undefined ? deps.env[tokenEnv] : readText(tokenFile).trim();
  if (text !== undefined && text !== '') return new Secret(text);
  const where =
    tokenFile === undefined
      ? `The environment variable ${tokenEnv} is empty or not set`
      : `The file ${tokenFile} is empty`;
  throw new RelayError('REQUEST_INVALID', `${where}: it holds the token of the source.`);
}

function toTransport(ca: string | undefined): Transport | undefined {
  if (ca === undefined) return undefined;
  return {
    ca: readText(ca),
    certificate: undefined,
    key: undefined,
    passphrase: undefined,
    proxy: undefined,
  };
}

const STANDARD_INPUT = 0;

function readJson(file: string): string {
  const text = readText(file === '-' ? STANDARD_INPUT : file);
  try {
    JSON.parse(text);
    return text;
  } catch (cause) {
    throw new RelayError('REQUEST_INVALID', `What ${file} holds is no JSON.`, { cause });
  }
}

function readText(file: string | number): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const what = file === STANDARD_INPUT ? 'Standard input' : `The file ${file}`;
    throw new RelayError('REQUEST_INVALID', `${what} cannot be read.`, { cause });
  }
}

function toCount(option: string, text: string, most: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new RelayError('REQUEST_INVALID', `${option}: expected a number from 1 to ${most}.`);
}
