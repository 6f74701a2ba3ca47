// A stub instance as a process. GET /__counts tells how many upserts were answered.
//   node test/bench/stub-instance/main.ts --delay-ms N
import { parseArgs } from 'node:util';
import { listen } from '../../support/listen.ts';
import { startStubInstance } from './stub-instance.ts';

const { values } = parseArgs({ options: { 'delay-ms': { type: 'string', default: '50' } } });
let answered = 0;
const stub = await startStubInstance({
  delayMs: Number(values['delay-ms']),
  onAnswered: () => {
    answered += 1;
  },
});
const counts = await listen((_request, response) => response.end(JSON.stringify({ answered })));
console.log(JSON.stringify({ url: stub.url, counts: counts.url }));
