import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describeConfig } from '../config/describe.ts';
import type { LoadedConfig, Provided } from '../config/load.ts';
import { connectors } from '../connectors/registry.ts';
import { type ErrorCode, type RelayError, toRelayError } from '../lib/errors.ts';
import type { ReferencePlace } from '../secrets/create-references.ts';
import { type KeyPlace, toKeyPlace } from '../secrets/key-place.ts';
import { CONFIGURATION_FAULT, FAILURE, SUCCESS } from './exit-codes.ts';
import { mayPass } from './exit-for-fault.ts';
import { loadWithReferences } from './load-with-references.ts';
import { printProblems } from './print-problems.ts';
import { serveAgent } from './serve-agent.ts';

/** The relay as a whole, put together but not running. */
export interface ComposedRelay {
  start(): Promise<{ readonly url: string }>;
  /** Takes nothing new, ends what runs, closes the store. */
  stop(): Promise<void>;
}

/** Where secrets lie that are not in the configuration. */
export interface SecretPlaces {
  readonly keyPlace: KeyPlace;
  readonly referencePlace: ReferencePlace;
}

export interface ComposePlaces extends SecretPlaces {
  /** What the file provides, as it stood at the start, with its references read again. */
  readonly readProvided: () => Promise<Provided>;
}

export interface ServeDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  readonly createLog: (level: LoadedConfig['process']['log']['level']) => ServeLog;
  readonly compose: (config: LoadedConfig, places: ComposePlaces) => Promise<ComposedRelay>;
  /** Calls the listener each time somebody asks the process to end. */
  readonly onStopRequest: (listener: () => void) => void;
  readonly exit: (code: number) => void;
}

interface ServeLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  fatal(fields: object, message: string): void;
}

interface ServeOptions {
  readonly config: string;
  readonly agent?: string;
  readonly data?: string;
}

export function addServe(program: Command, deps: ServeDeps): void {
  program
    .command('serve')
    .description('run the relay')
    .option('--config <file>', 'the configuration', 'relay.yml')
    .option('--data <folder>', 'folder of the embedded store, instead of the configured one')
    .option('--agent <file>', 'run as the agent of an instance, by its satellite.yml')
    .action((options: ServeOptions) =>
      options.agent === undefined ? serve(deps, options) : serveAgent(deps, options.agent),
    );
}

const noRestartHelps: ReadonlySet<ErrorCode> = new Set([
  'CONFIGURATION_INVALID',
  'MASTER_KEY_INVALID',
  'SECRETS_KEY_MISSING',
  'SECRETS_KEY_UNKNOWN',
]);

async function serve(deps: ServeDeps, { config: file, data }: ServeOptions): Promise<void> {
  const running: Running = { log: deps.createLog('info'), relay: undefined };
  stopOnRequest(deps, running);
  try {
    const options = { file, env: deps.env, connectors, data, text: textOf(file) };
    const result = await loadWithReferences(options);
    if (result.kind === 'invalid') {
      printProblems(deps.printError, file, result.problems);
      deps.exit(CONFIGURATION_FAULT);
      return;
    }
    running.log = deps.createLog(result.config.process.log.level);
    let { provided } = result.config;
    const readProvided = async () => {
      provided = await readAgain(options, provided);
      return provided;
    };
    await run(deps, result.config, { ...toSecretPlaces(deps.env, file), readProvided }, running);
  } catch (thrown) {
    const error = toRelayError(thrown);
    running.log.fatal({ err: error, code: error.code }, 'could not start');
    deps.exit(mayRestartHelp(error) ? FAILURE : CONFIGURATION_FAULT);
  }
}

function mayRestartHelp(error: RelayError): boolean {
  return !noRestartHelps.has(error.code) || mayPass(error);
}

/** `undefined` where it cannot be read: loading says why. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** A reference that leads nowhere now leaves all as it was read last: the relay works on with what it has. */
async function readAgain(
  options: Parameters<typeof loadWithReferences>[0],
  provided: Provided,
): Promise<Provided> {
  const result = await loadWithReferences(options);
  return result.kind === 'loaded' ? result.config.provided : provided;
}

/** @param file the configuration, whether or not it exists */
export function toSecretPlaces(env: ServeDeps['env'], file: string): SecretPlaces {
  const folder = path.dirname(path.resolve(file));
  return { keyPlace: toKeyPlace(env, file), referencePlace: { env, folder } };
}

async function run(
  deps: ServeDeps,
  config: LoadedConfig,
  places: ComposePlaces,
  running: Running,
): Promise<void> {
  running.log.info({ config: describeConfig(config, connectors) }, 'configuration loaded');
  const relay = await deps.compose(config, places);
  const { url } = await relay.start();
  running.relay = relay;
  running.log.info({ url }, 'ready');
}

/** Orchestrators wait 30 s before they kill; what is not done by then is redone after the restart. */
const STOP_WITHIN_MS = 25_000;

interface Running {
  log: ServeLog;
  /** Once it is ready. */
  relay: ComposedRelay | undefined;
}

/**
 * From the first moment on: what runs as process 1 of a container has no other way to end when it is asked
 * to. Before the relay is ready it ends as if it were killed, which nothing is lost by.
 */
function stopOnRequest(deps: ServeDeps, running: Running): void {
  let isStopping = false;
  deps.onStopRequest(() => {
    const { log, relay } = running;
    if (relay === undefined) {
      log.info({}, 'stopped before it was ready');
      deps.exit(SUCCESS);
      return;
    }
    if (isStopping) {
      log.warn({}, 'stopped at once on the second request');
      deps.exit(FAILURE);
      return;
    }
    isStopping = true;
    log.info({ withinMs: STOP_WITHIN_MS }, 'stopping');
    setTimeout(() => {
      log.warn({}, 'stopped at the deadline');
      deps.exit(FAILURE);
    }, STOP_WITHIN_MS).unref();
    void relay.stop().then(
      () => {
        log.info({}, 'stopped');
        deps.exit(SUCCESS);
      },
      (thrown: unknown) => {
        log.fatal({ err: toRelayError(thrown) }, 'could not stop in order');
        deps.exit(FAILURE);
      },
    );
  });
}
