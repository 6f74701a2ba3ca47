import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { startOnCall } from '../sources/oncall.ts';
import { builtRelay } from '../support/built-relay.ts';
import { valueIn } from '../support/instance-client.ts';
import { intakeUrl } from '../support/relay-file.ts';
import { startToolsSystem, type System, untilDrained } from '../support/system.ts';

const token = 'token-of-the-oncall-source';
const apiKey = 'key-of-the-oncall-api';

/** At a shell beside the running relay; the password of a person comes by the environment. */
function sendTest({ relay, instance }: System, ...args: readonly string[]) {
  const config = `--config=${path.join(relay.dataFolder, '../relay.yml')}`;
  const { user, password } = instance.admin;
  const person = ['--admin-user', user, '--admin-password-env', 'PERSON'];
  const command = ['send-test', 'production', ...args, ...person, config, '--json'];
  return new Promise<{ readonly code: number; readonly said: unknown }>((resolve, reject) => {
    execFile(
      builtRelay,
      command,
      { env: { ...process.env, PERSON: password } },
      (error, out, err) => {
        if (out === '') reject(new Error(err));
        else resolve({ code: error === null ? 0 : Number(error.code), said: JSON.parse(out) });
      },
    );
  });
}

test('the checklist does and verifies each of its four steps, and says which one fails and why', async () => {
  await using oncall = await startOnCall(apiKey);
  await using system = await startToolsSystem({
    sources: [
      { name: 'other', connector: 'generic', settings: { authorization: { token } } },
      { name: 'oncall', connector: 'grafana-oncall', settings: { token }, destination: 'oncall' },
    ],
    destinations: [
      {
        name: 'oncall',
        kind: 'grafana-oncall',
        url: oncall.url,
        token: apiKey,
        webhook: oncall.webhook,
      },
    ],
    routes: [{ name: 'incidents', sources: ['other', 'oncall'], connection: 'production' }],
  });
  const { agent, relay } = system;

  const early = await sendTest(system, '--checklist', '--within', '3');
  expect(early).toMatchObject({
    code: 1,
    said: {
      well: false,
      steps: [
        { outcome: 'passed' },
        { outcome: 'failed', detail: expect.stringContaining('forward rule') },
        { outcome: 'blocked' },
        { outcome: 'blocked' },
      ],
    },
  });

  oncall.tell(intakeUrl(relay.url, 'oncall'), `Bearer ${token}`);
  const [connection] = await agent.records('x_alrt_relay_connection', '');
  await agent.create('x_alrt_relay_forward_rule', {
    name: 'Hardware',
    table: 'incident',
    filter: 'category=hardware',
    source: 'oncall',
    connection: valueIn(connection, 'sys_id'),
  });
  const done = await sendTest(system, '--checklist', '--field', 'category=hardware');
  expect(done).toMatchObject({
    code: 0,
    said: {
      well: true,
      route: 'incidents',
      steps: Array.from({ length: 4 }, () => ({ outcome: 'passed' })),
    },
  });
  expect(oncall.groups).toMatchObject([{ state: 'resolved' }]);
  expect(oncall.groups[0]?.title).toContain('Alert Relay test');

  const demo = await sendTest(system, '--source', 'oncall');
  expect(demo).toMatchObject({ code: 0, said: { well: true, sent: { source: 'oncall' } } });
  await untilDrained(relay);
}, 180_000);
