import type { Command } from 'commander';
import type { LoadedConfig } from '../config/load.ts';
import { connectors } from '../connectors/registry.ts';
import { RelayError, toRelayError } from '../lib/errors.ts';
import { chooseConnection } from './choose-connection.ts';
import { workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { type Administrator, signedInAs } from '../doctor/create-doctor.ts';
import { type Checklist, printChecklist, runChecklist } from './checklist.ts';
import { FAILURE } from './exit-codes.ts';
import { explainTakenPort } from './explain-taken-port.ts';
import { isServed } from './is-served.ts';
import { loadWithReferences } from './load-with-references.ts';
import { type AdministratorOptions, readAdministrator } from './read-secret.ts';
import { type ComposedRelay, type ServeDeps, toSecretPlaces } from './serve.ts';
import { DEFAULT_CONFIG, printResult } from './store-options.ts';
import { chooseRoute, sendTestAlert } from './test-alert.ts';
import { printTestStory, type TestStory } from './test-story.ts';
import { judgeWithStore, type OpenStore } from './with-store.ts';

interface SendTestOptions extends WorkspaceOptions, AdministratorOptions {
  readonly checklist?: boolean;
  readonly field?: readonly string[];
  readonly route?: string;
  readonly source?: string;
  readonly keep?: boolean;
  readonly within: string;
}

/** `alert-relay send-test`: one alert through the whole relay, and what came of it in ServiceNow. */
export function addSendTest(program: Command, deps: ServeDeps): void {
  workspaceOptions(program.command('send-test <connection>'))
    .description('send one test alert through the relay; shows the record and what came back')
    .option('--route <name>', 'the route that carries it; the first of the connection if absent')
    .option('--source <name>', 'whose demo alert it is, where several share a route')
    .option('--keep', 'leave the record open in place of resolving it')
    .option('--within <seconds>', 'how long to wait for each step', '60')
    .option('--checklist', 'the four steps of the test both ways, each done and looked at')
    .option('--admin-user <name>', 'with --checklist: who creates and resolves the record')
    .option('--admin-password-env <variable>', 'environment variable with the password')
    .option('--field <column=value...>', 'with --checklist: columns of the record')
    .action((name: string, options: SendTestOptions) => sendTest(deps, options, name));
}

async function sendTest(deps: ServeDeps, options: SendTestOptions, name: string): Promise<void> {
  const person = readAdministrator(deps, options);
  if (person === 'missing') return;
  await judgeWithStore(deps, options, async (open) => {
    if (options.checklist === true) return check(deps, options, open, name, person);
    const story = await tell(deps, options, open, name);
    printResult(deps, options, story, printTestStory(story));
    return story;
  });
}

async function check(
  deps: ServeDeps,
  options: SendTestOptions,
  open: OpenStore,
  name: string,
  person: Administrator | undefined,
): Promise<Checklist> {
  const connection = await chooseConnection(open, options, name);
  const { route: named, source } = options;
  const route = await chooseRoute(open, { connection, route: named, source });
  const relay = await composeHere(deps, options, open, true);
  try {
    await relay?.start();
    const checklist = await runChecklist(open, {
      connection,
      person: person === undefined ? connection : signedInAs(connection, person),
      route,
      fields: toFields(options.field ?? []),
      withinMs: toSeconds(options) * 1000,
      say: (line) => deps.printError(`${line}\n`),
    });
    printResult(deps, options, checklist, printChecklist(checklist));
    return checklist;
  } finally {
    await relay?.stop();
  }
}

function toFields(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new RelayError('REQUEST_INVALID', `--field ${text}: expected column=value`);
    }),
  );
}

function toSeconds({ within }: SendTestOptions): number {
  const seconds = Number(within);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600) return seconds;
  throw new RelayError('REQUEST_INVALID', '--within: expected seconds, from 1 to 3600');
}

async function tell(
  deps: ServeDeps,
  options: SendTestOptions,
  open: OpenStore,
  name: string,
): Promise<TestStory> {
  const connection = await chooseConnection(open, options, name);
  const seconds = toSeconds(options);
  const relay = await composeHere(deps, options, open, connection.changes === 'push');
  const stopping = new AbortController();
  deps.onStopRequest(() => {
    if (stopping.signal.aborted) return deps.exit(FAILURE);
    stopping.abort();
    const fate = options.keep === true ? 'stays' : 'is resolved, whatever comes of it';
    deps.printError(`stopping: the test alert ${fate}\n`);
  });
  try {
    return await sendTestAlert(open, {
      connection,
      route: options.route,
      source: options.source,
      isKept: options.keep === true,
      withinMs: seconds * 1000,
      servedBy: relay === undefined ? servers[open.store.kind] : 'this command',
      start: async () => void (await relay?.start()),
      say: (line) => deps.printError(`${line}\n`),
      stopped: stopping.signal,
    });
  } finally {
    await relay?.stop();
  }
}

const servers = {
  embedded: 'the relay that serves this data folder',
  postgres: 'the relay that serves this database',
} as const;

/**
 * Nobody serves the store: this command is the relay for a moment. Changes that are pushed have to
 * find it where the configuration says; else any free port will do, so that nothing stands in the way.
 */
async function composeHere(
  deps: ServeDeps,
  options: SendTestOptions,
  open: OpenStore,
  isReached: boolean,
): Promise<ComposedRelay | undefined> {
  // Nothing keeps a second relay from a database; on this machine the port would, and its changes go to the first.
  if (open.store.kind === 'postgres' && (await isServed(open))) return undefined;
  const { config: file, data } = options;
  const result = await loadWithReferences({
    file,
    env: deps.env,
    connectors,
    data,
    mayBeAbsent: file === DEFAULT_CONFIG,
  });
  if (result.kind === 'invalid') return undefined;
  const { config } = result;
  const here: LoadedConfig = {
    ...config,
    process: {
      ...config.process,
      listen: isReached ? config.process.listen : { host: '127.0.0.1', port: 0 },
      log: { level: 'silent' },
    },
  };
  try {
    // It lives for seconds: nothing is read again.
    const readProvided = () => Promise.resolve(config.provided);
    const relay = await deps.compose(here, { ...toSecretPlaces(deps.env, file), readProvided });
    const start = () =>
      relay.start().catch((thrown: unknown) => {
        throw explainTakenPort(thrown, open.store.kind, here.process);
      });
    return { start, stop: () => relay.stop() };
  } catch (thrown) {
    if (toRelayError(thrown).code === 'DATA_FOLDER_LOCKED') return undefined;
    throw thrown;
  }
}
