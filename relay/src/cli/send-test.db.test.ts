import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { openSqlite } from '../database/sqlite.ts';
import { RelayError } from '../lib/errors.ts';
import { runCommand } from './sample-command.ts';
import type { ServeDeps } from './serve.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-send-test-'));
  const connection = {
    name: 'production',
    url: 'https://acme.service-now.com',
    credentials: { kind: 'basic', user: 'relay', password: 'hunter2' },
    mode: 'table',
    changes: 'off',
  };
  const settings = { authorization: { token: 'x'.repeat(40) } };
  const source = { name: 'tool', connector: 'generic', settings };
  const route = { name: 'all', sources: ['tool'], connection: 'production' };
  const workspace = { name: 'main', connections: [connection], sources: [source], routes: [route] };
  const provision = { workspaces: [workspace] };
  writeFileSync(join(folder, 'relay.yml'), JSON.stringify({ provision }));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const besideAnother: ServeDeps['compose'] = () =>
  Promise.reject(new RelayError('DATA_FOLDER_LOCKED', 'Another relay'));

/** Beside a relay that does not come to it, if nothing else is said. */
async function sendTest(args: readonly string[], stopAt?: string, compose = besideAnother) {
  const said: string[] = [];
  const stops: (() => void)[] = [];
  const ran = await runCommand(
    folder,
    ['send-test', 'production', ...args],
    {},
    {
      compose,
      onStopRequest: (listener) => stops.push(listener),
      printError(text) {
        said.push(text);
        if (stopAt !== undefined && text.startsWith(stopAt)) for (const stop of stops) stop();
      },
    },
  );
  return { ...ran, said };
}

/** What was said of the alert, in its order. */
async function whatWasSent() {
  const store = await openSqlite(join(folder, 'data'), { beside: true });
  const rows = await store.db.selectFrom('delivery').select('body').orderBy('id').execute();
  await store.close();
  const Said = z.object({ fingerprint: z.string(), status: z.string() });
  const said = rows.map(({ body }) => Said.parse(JSON.parse(Buffer.from(body).toString())));
  return {
    statuses: said.map(({ status }) => status),
    alerts: new Set(said.map(({ fingerprint }) => fingerprint)).size,
  };
}

test('what is waited for is told at once, and a test alert that nobody took leaves no open record later', async () => {
  const { said, exits } = await sendTest(['--within', '1']);

  expect(said).toEqual([
    'waiting up to 1 s for the relay that serves this data folder to bring the test alert to production\n',
  ]);
  expect(exits).toEqual([1]);
  expect(await whatWasSent()).toEqual({ statuses: ['firing', 'resolved'], alerts: 1 });
});

/** A relay of its own that cannot start. */
const cannotStart = (fault: RelayError) => () =>
  Promise.resolve({ start: () => Promise.reject(fault), stop: () => Promise.resolve() });

test.each([
  [[], ['firing', 'resolved']],
  [['--keep'], ['firing']],
])(
  'a relay of its own that cannot start leaves the test alert as asked: %j',
  async (args, left) => {
    const fault = new RelayError('STORE_UNAVAILABLE', 'It cannot start.');
    const { said, exits } = await sendTest(args, undefined, cannotStart(fault));

    expect(said.at(-1)).toBe('STORE_UNAVAILABLE: It cannot start.\n');
    expect(exits).toEqual([1]);
    expect((await whatWasSent()).statuses).toEqual(left);
  },
);

test('a port that is taken is told with who may have it and what to do, and may be free the next time', async () => {
  const cause = Object.assign(new Error('address already in use'), { code: 'EADDRINUSE' });
  const fault = new RelayError('CONFIGURATION_INVALID', 'Could not listen on 127.0.0.1:8080', {
    cause,
  });

  const { said, exits } = await sendTest([], undefined, cannotStart(fault));

  const [message = ''] = said.slice(-1);
  expect(message).toMatch(
    /^CONFIGURATION_INVALID: Could not listen on 127\.0\.0\.1:8080\. No relay has/,
  );
  for (const part of [join(folder, 'data'), '--config', 'ss -ltnp', 'listen.port']) {
    expect(message).toContain(part);
  }
  expect(exits).toEqual([1]);
});

test('one who asks it to stop waits no longer, and leaves no open record either', async () => {
  const startedAt = performance.now();

  const { said, exits } = await sendTest(['--within', '3600'], 'waiting');

  expect(performance.now() - startedAt).toBeLessThan(20_000);
  expect(said).toContain('stopping: the test alert is resolved, whatever comes of it\n');
  expect(exits).toEqual([1]);
  expect(await whatWasSent()).toEqual({ statuses: ['firing', 'resolved'], alerts: 1 });
});

test('a record that is to stay is not resolved', async () => {
  const { said } = await sendTest(['--within', '3600', '--keep'], 'waiting');

  expect(said).toContain('stopping: the test alert stays\n');
  expect(await whatWasSent()).toEqual({ statuses: ['firing'], alerts: 1 });
});

test('the second request to stop ends it at once', async () => {
  const { exits } = await sendTest(['--within', '3600'], '');

  expect(exits).toEqual([1, 1]);
});
