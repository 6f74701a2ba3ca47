import process from 'node:process';
import manifest from '../package.json' with { type: 'json' };
import { createProgram } from './cli/program.ts';
import { compose } from './compose.ts';
import { createLog } from './telemetry/log.ts';
import { testFaults } from './test-fault.ts';

const testFault = testFaults.find((fault) => fault === process.env['RELAY_TEST_FAULT']);
if (testFault !== undefined) {
  createLog('warn').error({ testFault }, 'a test fault is switched on: alerts will be lost');
}

const program = createProgram({
  version: manifest.version,
  env: process.env,
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
  createLog,
  compose: (config, places) => compose(config, { testFault, ...places }),
  onStopRequest: (listener) => {
    process.on('SIGTERM', listener);
    process.on('SIGINT', listener);
  },
  exit: (code) => process.exit(code),
});

await program.parseAsync();
