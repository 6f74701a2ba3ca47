import type { Command } from 'commander';
import type { LoadedConfig } from '../config/load.ts';
import { connectors } from '../connectors/registry.ts';
import { RelayError, toRelayError } from '../lib/errors.ts';
import { workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { findConnection } from './doctor.ts';
import { loadWithReferences } from './load-with-references.ts';
import { type ComposedRelay, type ServeDeps, toSecretPlaces } from './serve.ts';
import { DEFAULT_CONFIG, printResult } from './store-options.ts';
import { printTestStory, sendTestAlert, type TestStory } from './test-alert.ts';
import { judgeWithStore, type OpenStore } from './with-store.ts';

interface SendTestOptions extends WorkspaceOptions {
  readonly route?: string;
  readonly keep?: boolean;
  readonly within: string;
}

/** `alert-relay send-test`: one alert through the whole relay, and what came of it in ServiceNow. */
export function addSendTest(program: Command, deps: ServeDeps): void {
  workspaceOptions(program.command('send-test <connection>'))
    .description('send one test alert through the relay; shows the record and what came back')
    .option('--route <name>', 'the route that carries it; the first of the connection if absent')
    .option('--keep', 'leave the record open in place of resolving it')
    .option('--within <seconds>', 'how long to wait for each step', '60')
    .action((name: string, options: SendTestOptions) => sendTest(deps, options, name));
}

async function sendTest(deps: ServeDeps, options: SendTestOptions, name: string): Promise<void> {
  await judgeWithStore(deps, options, async (open) => {
    const story = await tell(deps, options, open, name);
    printResult(deps, options, story, printTestStory(story));
    return story;
  });
}

async function tell(
  deps: ServeDeps,
  options: SendTestOptions,
  open: OpenStore,
  name: string,
): Promise<TestStory> {
  const connection = await findConnection(open, options, name);
  const seconds = Number(options.within);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 3600) {
    throw new RelayError('REQUEST_INVALID', '--within: expected seconds, from 1 to 3600');
  }
  const relay = await composeHere(deps, options, connection.changes === 'push');
  try {
    return await sendTestAlert(open, {
      connection,
      route: options.route,
      isKept: options.keep === true,
      withinMs: seconds * 1000,
      servedBy: relay === undefined ? 'the relay that serves this data folder' : 'this command',
      start: async () => void (await relay?.start()),
    });
  } finally {
    await relay?.stop();
  }
}

/**
 * Nobody serves the data folder: this command is the relay for a moment. Changes that are pushed have to
 * find it where the configuration says; else any free port will do, so that nothing stands in the way.
 */
async function composeHere(
  deps: ServeDeps,
  options: SendTestOptions,
  isReached: boolean,
): Promise<ComposedRelay | undefined> {
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
    return await deps.compose(here, { ...toSecretPlaces(deps.env, file), readProvided });
  } catch (thrown) {
    if (toRelayError(thrown).code === 'DATA_FOLDER_LOCKED') return undefined;
    throw thrown;
  }
}
