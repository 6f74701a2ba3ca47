import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';

/** As it ships; a run of tests builds it first. */
const relay = path.join(import.meta.dirname, '../alert-relay');
const Ready = z.object({ msg: z.literal('ready'), url: z.url() });
const Statuses = z.object({ rows: z.array(z.unknown()) });

let folder = '';
const started: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alert-relay-main-'));
});

afterEach(async () => {
  const isRunning = ({ exitCode, signalCode }: ChildProcess) => (exitCode ?? signalCode) === null;
  for (const child of started.splice(0).filter(isRunning)) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true });
});

function serve(configuration: string) {
  const file = path.join(folder, 'relay.yml');
  writeFileSync(file, configuration);
  const child = spawn(relay, ['serve', '--config', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  return child;
}

async function untilReady(child: ReturnType<typeof serve>): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = Ready.safeParse(JSON.parse(line));
    if (ready.success) return ready.data.url;
  }
  throw new TypeError(`ended before it was ready: ${await text(child.stderr)}`);
}

test('the process logs its address when it is ready, and ends well when it is asked to', async () => {
  const child = serve('listen: { port: 0 }');
  const url = await untilReady(child);

  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  child.kill('SIGTERM');

  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a request to stop that comes while its modules are loaded ends it well', async () => {
  const hook = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve(specifier, context, next) {
        if (specifier === './compose.mjs') process.kill(process.pid, 'SIGTERM');
        return next(specifier, context);
      },
    });`;
  const preload = `data:text/javascript,${encodeURIComponent(hook)}`;
  writeFileSync(path.join(folder, 'relay.yml'), 'listen: { port: 0 }');
  const env = { ...process.env, NODE_OPTIONS: `--import ${preload}` };
  const child = spawn(relay, ['serve'], { cwd: folder, env });
  started.push(child);

  expect(await once(child, 'exit')).toEqual([0, null]);
}, 60_000);

test('a faulty configuration ends with 78 and says on standard error where', async () => {
  const child = serve('listen: { port: 0 }\nprovision: { workspaces: [{ name: Acme }] }');

  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);

  expect(code).toBe(78);
  expect(said).toContain('relay.yml:2: provision.workspaces[0].name: expected a name');
});

test('a second relay on the same data folder refuses to start and says why', async () => {
  await untilReady(serve('listen: { port: 0 }'));

  const second = serve('listen: { port: 0 }');
  const [said, [code]] = await Promise.all([text(second.stdout), once(second, 'exit')]);

  expect(code).toBe(1);
  expect(said).toContain('"code":"DATA_FOLDER_LOCKED"');
}, 60_000);

test('a port that somebody else has is worth another try', async () => {
  const { port } = new URL(await untilReady(serve('listen: { port: 0 }')));

  const second = serve(`listen: { port: ${port} }\ndata: other`);
  const [said, [code]] = await Promise.all([text(second.stdout), once(second, 'exit')]);

  expect(said).toContain('EADDRINUSE');
  expect(code).toBe(1);
}, 60_000);

test('a start that fails ends although nobody reads the log', async () => {
  await untilReady(serve('listen: { port: 0 }'));

  const second = serve('listen: { port: 0 }');
  second.stdout.destroy();

  expect(await once(second, 'exit')).toEqual([1, null]);
}, 60_000);

test('a relay ends in order although nobody reads its log any more', async () => {
  const pipe = path.join(folder, 'log');
  execFileSync('mkfifo', [pipe]);
  const log = openSync(pipe, constants.O_RDWR);
  const port = await findPort();
  writeFileSync(path.join(folder, 'relay.yml'), `listen: { port: ${port} }`);
  const child = start(['serve'], log);
  await untilServing(port);

  fill(pipe);
  child.kill('SIGTERM');

  expect(await once(child, 'exit')).toEqual([0, null]);
  closeSync(log);
}, 60_000);

test('a log on a full disk keeps no relay from its work', async () => {
  const full = openSync('/dev/full', 'w');
  const port = await findPort();
  writeFileSync(path.join(folder, 'relay.yml'), `listen: { port: ${port} }`);
  const child = start(['serve'], full);
  closeSync(full);
  await untilServing(port);

  child.kill('SIGTERM');

  expect(await once(child, 'exit')).toEqual([0, null]);
}, 60_000);

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

async function untilServing(port: number): Promise<void> {
  const isServing = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;
  await vi.waitFor(async () => expect(await isServing()).toBe(true), { timeout: 30_000 });
}

/** Until the pipe takes no more. */
function fill(pipe: string): void {
  const writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
  const fillUp = () => {
    for (;;) writeSync(writer, Buffer.alloc(4096, '\n'));
  };
  expect(fillUp).toThrow('EAGAIN');
  closeSync(writer);
}

test('what a command says comes whole through a pipe, whatever it ends with', async () => {
  const names = Array.from({ length: 4000 }, (_, index) => `instance-${index}`);
  const connections = names.map((name) => ({
    name,
    url: 'https://acme.service-now.com',
    credentials: { kind: 'basic', user: 'relay', password: 'hunter2' },
    changes: 'pull',
  }));
  const provision = { workspaces: [{ name: 'main', connections }] };
  writeFileSync(path.join(folder, 'relay.yml'), JSON.stringify({ provision }));

  const child = start(['status', '--json'], 'pipe');
  const [said, [code]] = await Promise.all([text(whatIsThere(child.stdout)), once(child, 'exit')]);

  expect(code).toBe(1);
  expect(Statuses.parse(JSON.parse(said)).rows).toHaveLength(4000);
}, 60_000);

test('a command whose reader went away ends as it would have', async () => {
  const file = path.join(folder, 'event.json');
  writeFileSync(file, '{"id":"disk","status":"firing","title":"Disk"}');
  const child = start(['parse', 'generic', file], 'pipe');
  child.stdout?.destroy();
  const [said, [code]] = await Promise.all([text(whatIsThere(child.stderr)), once(child, 'exit')]);

  expect({ said, code }).toEqual({ said: '', code: 0 });
});

test('what cannot be written to a full disk is a fault, and is told without a stack', async () => {
  const full = openSync('/dev/full', 'w');
  const child = start(['parse', '--help'], full);
  closeSync(full);
  const [said, [code]] = await Promise.all([text(whatIsThere(child.stderr)), once(child, 'exit')]);

  expect(said).toMatch(/^REQUEST_INVALID: standard output cannot be written: ENOSPC[^\n]*\n$/);
  expect(code).toBe(64);
});

/** Runs a command to its end in the folder of the test, where nothing is. */
async function runHere(...args: readonly string[]) {
  const child = start(args, 'pipe');
  const [said, [code]] = await Promise.all([text(whatIsThere(child.stderr)), once(child, 'exit')]);
  return { said, code: z.number().parse(code) };
}

function start(args: readonly string[], output: 'pipe' | number): ChildProcess {
  const { RELAY_DATABASE_URL: _, RELAY_DATA_DIR: __, ...env } = process.env;
  const child = spawn(relay, args, {
    cwd: folder,
    env,
    stdio: ['ignore', output, 'pipe'],
  });
  started.push(child);
  return child;
}

function whatIsThere(stream: Readable | null): Readable {
  if (stream === null) throw new TypeError('not a pipe');
  return stream;
}

test.each([[['token', 'create', '--name', 'x']], [['dead-letters']], [['migrate']]])(
  "%o in a folder that is no relay's makes no store there, and says what to name",
  async (args) => {
    const { said, code } = await runHere(...args);

    expect(said).toContain('There is no relay.yml here');
    expect(said).toContain('--config FILE');
    expect(code).toBe(78);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('a plan of setup leaves nothing behind', async () => {
  const whom = ['--admin-user', 'admin', '--admin-password-env', 'PATH', '--name', 'production'];
  const { said, code } = await runHere('setup', '--url', 'https://127.0.0.1:1', ...whom);

  expect(said).toContain('SERVICENOW_');
  expect(code).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [['nonsense']],
  [['doctor']],
  [['dead-letters', '--nonsense']],
  [['send', '--nonsense']],
])('%o is not understood: 64, whatever the command', async (args) => {
  const { said, code } = await runHere(...args);

  expect(said).toContain('error: ');
  expect(code).toBe(64);
});

test('help that was asked for is no fault', async () => {
  expect(await runHere('token', '--help')).toEqual({ said: '', code: 0 });
});

test('a folder that was named may be new, and a file that is missing is told how to be named', async () => {
  const listed = await runHere('token', 'list', '--data', 'data');
  const served = await runHere('serve');

  expect(listed).toEqual({ said: '', code: 0 });
  expect(served.said).toContain('name the configuration with --config FILE');
  expect(served.code).toBe(78);
}, 60_000);
