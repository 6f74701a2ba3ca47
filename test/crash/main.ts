// npm run crash -- [--kills N] [--seed N] [--store sqlite|postgres] [--mode app|table] [--replicas N] [--fault NAME]
// npm run crash -- --load [--rate N] [--seconds N] [--burst N] [--lanes N]
//   [--slow-instance SHARE] [--patience SECONDS]
// Prints the report as JSON and ends with 1 when a promise was broken.
import { parseArgs } from 'node:util';
import { isKept } from './checker.ts';
import { runCrashTest } from './run-crash-test.ts';
import { runLoadTest } from './run-load-test.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    store: { type: 'string', default: 'sqlite' },
    mode: { type: 'string', default: 'app' },
    replicas: { type: 'string', default: '1' },
    fault: { type: 'string' },
    load: { type: 'boolean', default: false },
    rate: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '60' },
    burst: { type: 'string', default: '5' },
    lanes: { type: 'string', default: '150' },
    'slow-instance': { type: 'string', default: '1' },
    patience: { type: 'string' },
  },
});
const report = values.load
  ? await runLoadTest({
      rate: Number(values.rate),
      seconds: Number(values.seconds),
      burst: Number(values.burst),
      lanes: Number(values.lanes),
      slowInstance: Number(values['slow-instance']),
      ...(values.patience === undefined ? {} : { patienceSeconds: Number(values.patience) }),
    })
  : await runCrashTest({
      kills: Number(values.kills),
      seed: Number(values.seed),
      store: values.store === 'postgres' ? 'postgres' : 'sqlite',
      mode: values.mode === 'table' ? 'table' : 'app',
      replicas: Number(values.replicas),
      ...(values.fault === undefined ? {} : { fault: values.fault }),
    });
console.log(JSON.stringify(report));
process.exitCode = isKept(report.verdict) ? 0 : 1;
