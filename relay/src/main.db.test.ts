import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';

const main = path.join(import.meta.dirname, 'main.ts');
const Ready = z.object({ msg: z.literal('ready'), url: z.url() });

let folder = '';
const started: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alert-relay-main-'));
});

afterEach(async () => {
  for (const child of started.splice(0).filter(({ exitCode }) => exitCode === null)) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true });
});

function serve(configuration: string) {
  const file = path.join(folder, 'relay.yml');
  writeFileSync(file, configuration);
  const child = spawn(process.execPath, [main, 'serve', '--config', file], {
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
});
