import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  answerJson,
  type Handler,
  type ScriptedServer,
  startScriptedServer,
} from '../lib/scripted-server.ts';
import { addSend } from './send.ts';

const token = 'token-of-the-icinga-source';
const problem = ['--id', 'db1!disk', '--status', 'PROBLEM', '--title', 'Disk on db1'];

let handle: Handler;
let server: ScriptedServer;
let folder: string;
let waits: number[];

beforeEach(async () => {
  waits = [];
  handle = (_request, response) =>
    answerJson(response, 202, { delivery: 'd1', status: 'accepted' });
  server = await startScriptedServer((...given) => handle(...given));
  folder = await mkdtemp(path.join(tmpdir(), 'relay-send-'));
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [printed, faults, codes]: [string[], string[], number[]] = [[], [], []];
  const program = new Command().exitOverride();
  addSend(
    program,
    {
      env: { ALERT_RELAY_TOKEN: token, ALERT_RELAY_URL: `${server.url}/in/default/icinga`, ...env },
      print: (text) => printed.push(text),
      printError: (text) => faults.push(text),
      exit: (code) => codes.push(code),
    },
    async (ms) => waits.push(ms),
  );
  await program.parseAsync(['send', ...args], { from: 'user' });
  return { printed: printed.join(''), faults: faults.join(''), code: codes[0] ?? 0 };
}

test('sends what the options say, and leaves out macros that stayed empty', async () => {
  const sent = await run([
    ...problem,
    '--severity=CRITICAL',
    '--description=',
    '--actor=$notification.author$',
    '--label=host=db1',
    '--label=empty=',
  ]);

  expect(sent).toEqual({ printed: 'Taken as delivery d1.\n', faults: '', code: 0 });
  expect(server.received[0]).toMatchObject({
    method: 'POST',
    path: '/in/default/icinga',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
    id: 'db1!disk',
    status: 'PROBLEM',
    title: 'Disk on db1',
    severity: 'CRITICAL',
    actor: '$notification.author$',
    labels: { host: 'db1' },
  });
});

test('an alert without a title has its id for one', async () => {
  await run(['--id', 'db1!disk', '--status', 'PROBLEM', '--title=']);

  expect(JSON.parse(server.received[0]?.body ?? '')).toMatchObject({ title: 'db1!disk' });
});

test('a relay that says nothing is waited for as many seconds as it says', async () => {
  handle = () => undefined;
  const { faults } = await run([...problem, '--timeout', '1', '--attempts', '1']);

  expect(faults).toContain('no complete answer within 1000 ms');
});

test('takes the token from a file, and a body as it is', async () => {
  const [tokens, body] = [path.join(folder, 'token'), path.join(folder, 'body.json')];
  writeFileSync(tokens, `${token}-2\n`);
  writeFileSync(body, '{"any": ["body"]}');

  expect(await run(['--token-file', tokens, '--file', body, '--json'])).toMatchObject({ code: 0 });
  expect(server.received[0]?.headers.authorization).toBe(`Bearer ${token}-2`);
  expect(server.received[0]?.body).toBe('{"any": ["body"]}');
});

test.each([
  ['a refused token', 401, { title: 'No' }, 77],
  ['a refused caller', 403, { title: 'No' }, 77],
  ['a source of another kind', 409, {}, 78],
  ['no source there', 404, { detail: 'There is no source at this address.' }, 78],
  ['a source that is off', 403, { code: 'SOURCE_DISABLED', detail: 'It is switched off.' }, 78],
  ['a redirect, which is not followed', 302, {}, 78],
  ['too large a body', 413, {}, 65],
  ['a body that cannot be read', 202, { delivery: 'd', status: 'rejected', reason: 'no id' }, 65],
  ['something else than a relay', 200, { hello: 'world' }, 78],
])('%s ends it at once: %i is code %s', async (_what, status, body, code) => {
  handle = (_request, response) => answerJson(response, status, body);
  const sent = await run([...problem, '--json']);

  expect(sent.code).toBe(code);
  expect(JSON.parse(sent.printed)).toMatchObject({ exit: code, attempts: 1, status });
  expect(server.received).toHaveLength(1);
  expect(sent.printed + sent.faults).not.toContain(token);
});

test.each([503, 429, 408])('%i is tried again until the relay has time', async (status) => {
  handle = (_request, response, nth) =>
    nth < 3
      ? answerJson(response, status, {})
      : answerJson(response, 202, { delivery: 'd1', status: 'accepted' });

  expect(await run(problem)).toMatchObject({ code: 0 });
  expect(server.received).toHaveLength(3);
  expect(new Set(server.received.map(({ body }) => body)).size).toBe(1);
});

test('a connection that breaks is tried as often as it says, then it is said what to look at', async () => {
  handle = (_request, response) => response.destroy();
  const sent = await run([...problem, '--attempts', '2']);

  expect(sent.code).toBe(69);
  expect(sent.faults).toContain('The event was not taken');
  expect(server.received).toHaveLength(2);
  expect(sent.faults).not.toContain(token);
});

test('between tries it waits longer each time, and no more than ten seconds', async () => {
  handle = (_request, response) => answerJson(response, 503, {});
  await run([...problem, '--attempts', '7']);

  expect(waits).toHaveLength(6);
  for (const [index, most] of [500, 1_000, 2_000, 4_000, 8_000, 10_000].entries()) {
    expect(waits[index]).toBeGreaterThanOrEqual(most / 2);
    expect(waits[index]).toBeLessThanOrEqual(most);
  }
});

test.each([
  ['12', 12_000],
  ['3600', 30_000],
])(
  'a Retry-After of %s s is honored as far as a command may take: %i ms',
  async (asked, waited) => {
    handle = (_request, response, nth) => {
      if (nth === 1) response.setHeader('retry-after', asked);
      answerJson(response, nth === 1 ? 503 : 202, { delivery: 'd1', status: 'accepted' });
    };

    expect(await run(problem)).toMatchObject({ code: 0 });
    expect(waits).toEqual([waited]);
  },
);

test('nobody at the address is the same', async () => {
  const to = `http://127.0.0.1:9/in/default/icinga`;

  expect(await run([...problem, '--to', to, '--attempts', '1'])).toMatchObject({ code: 69 });
});

test.each([
  ['no address', problem, { ALERT_RELAY_URL: '' }, '--to'],
  ['no token', problem, { ALERT_RELAY_TOKEN: '' }, 'ALERT_RELAY_TOKEN'],
  ['no id', ['--status', 'PROBLEM'], {}, '--id'],
  ['a label without a name', [...problem, '--label', 'x'], {}, 'name=value'],
  ['a number that is none', [...problem, '--attempts', 'many'], {}, '--attempts'],
  ['no attempt at all', [...problem, '--attempts', '0'], {}, '--attempts'],
  ['far too many', [...problem, '--attempts', '101'], {}, '--attempts'],
  ['certificates that are not there', [...problem, '--ca', '/nowhere.pem'], {}, '/nowhere.pem'],
  ['a file that is not there', ['--file', '/nowhere.json'], {}, '/nowhere.json'],
])('%s is a fault of who calls', async (_what, args, env, said) => {
  const sent = await run(args, env);

  expect(sent).toMatchObject({ code: 64, faults: expect.stringContaining(said) });
  expect(server.received).toHaveLength(0);
});
