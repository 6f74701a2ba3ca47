import process from 'node:process';
import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { SUCCESS } from './cli/exit-codes.ts';
import { exitForFault } from './cli/exit-for-fault.ts';
import { printErrorWhole, printWhole } from './cli/write-whole.ts';
import type { LogLevel } from './telemetry/log.ts';

const hands = {
  env: process.env,
  print: printWhole,
  printError: printErrorWhole,
  exit: (code: number) => process.exit(code),
};

/**
 * What runs as process 1 of a container hears a signal only where somebody listens. Until the relay does so
 * itself, there is nothing to end in order.
 */
const stopSignals = ['SIGTERM', 'SIGINT'] as const;
const stopEarly = () => hands.exit(SUCCESS);
if (process.argv[2] === 'serve') for (const signal of stopSignals) process.on(signal, stopEarly);

/** A monitoring tool starts it for each notification: of the relay it loads what it needs and no more. */
async function loadSend(): Promise<Command> {
  const [{ addSend }, { exitForUsage }] = await Promise.all([
    import('./cli/send.ts'),
    import('./cli/exit-for-usage.ts'),
  ]);
  const program = exitForUsage(new Command('alert-relay'), hands.exit);
  addSend(program, hands);
  return program;
}

async function loadAll(): Promise<Command> {
  const [
    { createProgram },
    { endByFailure },
    { compose },
    { createLog },
    { createLogOutput },
    { testFaults },
  ] = await Promise.all([
    import('./cli/program.ts'),
    import('./cli/end-by-failure.ts'),
    import('./compose.ts'),
    import('./telemetry/log.ts'),
    import('./telemetry/log-output.ts'),
    import('./test-fault.ts'),
  ]);
  // Whoever asks for `process.stdout` gets a pipe that does not block.
  const output = createLogOutput(process.stdout.fd);
  process.on('exit', output.finish);
  const log = (level: LogLevel) => createLog(level, output);
  if (process.argv[2] === 'serve') {
    process.on('uncaughtException', (thrown) =>
      endByFailure({ log: log('fatal'), exit: hands.exit }, thrown),
    );
  }
  const testFault = testFaults.find((fault) => fault === process.env['RELAY_TEST_FAULT']);
  if (testFault !== undefined) {
    log('warn').error({ testFault }, 'a test fault is switched on: alerts will be lost');
  }
  return createProgram({
    ...hands,
    version: manifest.version,
    createLog: log,
    compose: (config, places) =>
      compose(config, {
        testFault,
        crashAt: process.env['RELAY_CRASH_AT'],
        createLog: log,
        ...places,
      }),
    onStopRequest: (listener) => {
      for (const signal of stopSignals) process.on(signal, listener).off(signal, stopEarly);
    },
  });
}

const program = await (process.argv[2] === 'send' ? loadSend() : loadAll());
await program.parseAsync().catch((thrown: unknown) => exitForFault(hands, thrown));
