// Creates records without a relay, as fast as a plain client can, and prints one JSON line about it.
// The measure of `deliver`.
//   node test/bench/direct/main.ts --url INSTANCE --count N [--connections N]
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { upsertBody } from '../stub-instance/upsert-body.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    count: { type: 'string', default: '1000' },
    connections: { type: 'string', default: '32' },
  },
});
const count = Number(values.count);
const connections = Number(values.connections);
const pool = new Pool(values.url, { connections, pipelining: 1 });

let next = 0;
const startedAt = performance.now();
await Promise.all(Array.from({ length: connections }, createInTurn));
const seconds = (performance.now() - startedAt) / 1_000;
await pool.close();
console.log(JSON.stringify({ requests: count, perSecond: count / seconds }));

async function createInTurn(): Promise<void> {
  while (next < count) {
    const name = `direct-${next++}`;
    const key = createHash('sha256').update(name).digest('hex');
    const { statusCode, body } = await pool.request({
      method: 'PUT',
      path: `/api/x_alrt_relay/v1/tasks/${key}`,
      headers: { 'content-type': 'application/json' },
      body: upsertBody(name),
    });
    await body.text();
    if (statusCode !== 201) throw new Error(`the stub answered ${statusCode}`);
  }
}
