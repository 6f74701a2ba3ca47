// A stub instance as a process. Its second address tells how many calls and records were answered, when
// the last of them was, and how long the calls were here, all together.
//   node test/bench/stub-instance/main.ts --delay-ms N [--per-record-ms N] [--slots N]
import { parseArgs } from 'node:util';
import { listen } from '../../support/listen.ts';
import { startStubInstance } from './stub-instance.ts';

const { values } = parseArgs({
  options: {
    'delay-ms': { type: 'string', default: '50' },
    'per-record-ms': { type: 'string', default: '0' },
    slots: { type: 'string', default: 'Infinity' },
  },
});
let answered = 0;
let calls = 0;
let spentMs = 0;
let lastAt = 0;
const stub = await startStubInstance({
  delayMs: Number(values['delay-ms']),
  perRecordMs: Number(values['per-record-ms']),
  slots: Number(values.slots),
  onAnswered: (records, ms) => {
    answered += records;
    calls += 1;
    spentMs += ms;
    lastAt = performance.timeOrigin + performance.now();
  },
});
const counts = await listen((_request, response) =>
  response.end(JSON.stringify({ answered, calls, spentMs, lastAt })),
);
console.log(JSON.stringify({ url: stub.url, counts: counts.url }));
