import { execFile, execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogOutput } from './log-output.ts';

let folder = '';
let pipe = '';
const opened: number[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alert-relay-log-'));
  pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
});

afterEach(() => {
  for (const descriptor of opened.splice(0)) closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

function open(file: string, flags: number): number {
  const descriptor = openSync(file, flags | constants.O_NONBLOCK);
  opened.push(descriptor);
  return descriptor;
}

/** A pipe that the test itself reads, when it pleases. */
function openPipe() {
  const reader = open(pipe, constants.O_RDONLY);
  return { reader, writer: open(pipe, constants.O_WRONLY) };
}

/** What lies in the pipe now. */
function read(reader: number): string {
  const bytes = Buffer.alloc(1024 * 1024);
  try {
    return bytes.toString('utf8', 0, readSync(reader, bytes));
  } catch {
    return '';
  }
}

async function readUntil(reader: number, last: string): Promise<string> {
  let said = '';
  await vi.waitFor(() => {
    said += read(reader);
    expect(said).toContain(last);
  });
  return said;
}

const line = (number: number): string => `{"n":${number},"text":"${'ü'.repeat(500)}"}\n`;
const numbers = (said: string): readonly string[] =>
  said
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => text.slice(1, text.indexOf(',')));
const upTo = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `"n":${index}`);

test('lines come whole and in order, however slowly they are read', async () => {
  const { reader, writer } = openPipe();
  const output = createLogOutput(writer);

  for (let number = 0; number < 200; number += 1) output.write(line(number));
  const first = await readUntil(reader, '"n":1,');
  for (let number = 200; number < 400; number += 1) output.write(line(number));

  expect(numbers(first + (await readUntil(reader, '"n":399,')))).toEqual(upTo(400));
});

test('where nobody reads, lines beyond the limit are dropped, and a line in their place says how many', async () => {
  const { reader, writer } = openPipe();
  const output = createLogOutput(writer, 100 * line(100).length);

  for (let number = 0; number < 500; number += 1) output.write(line(number));
  const first = await readUntil(reader, '"dropped":');
  output.write('{"n":"later",}\n');
  const said = first + (await readUntil(reader, '"later"'));

  const kept = numbers(said).filter((text) => text.startsWith('"n"'));
  expect(kept).toEqual([...upTo(kept.length - 1), '"n":"later"']);
  expect(said).toContain(`"dropped":${501 - kept.length},"msg":"lines of this log were dropped`);
  expect(said.indexOf('"dropped"')).toBeLessThan(said.indexOf('"later"'));
});

test('an end writes what waits', () => {
  const { reader, writer } = openPipe();
  const output = createLogOutput(writer);

  for (let number = 0; number < 20; number += 1) output.write(line(number));
  output.finish();

  expect(numbers(read(reader))).toEqual(upTo(20));
});

test.each([0, 1, 2])(
  'an end loses and tears nothing of what was begun %i turns before, and says the last line last',
  async (turns) => {
    const program = `
      import { createLogOutput } from ${JSON.stringify(path.join(import.meta.dirname, 'log-output.ts'))};
      const output = createLogOutput(process.stdout.fd);
      process.on('exit', output.finish);
      for (let number = 0; number < 5000; number += 1) output.write('{"n":' + number + ',"text":"${'x'.repeat(500)}"}\\n');
      function end() {
        output.write('{"n":5000,"why":"fatal"}\\n');
        process.exit();
      }
      let run = end;
      for (let turn = 0; turn < ${turns}; turn += 1) {
        const then = run;
        run = () => setImmediate(then);
      }
      run();`;

    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { maxBuffer: 10_000_000 },
    );

    expect(numbers(stdout)).toEqual(upTo(5001));
  },
);

test('an end does not wait for a reader that never comes', () => {
  const { writer } = openPipe();
  const output = createLogOutput(writer);
  for (let number = 0; number < 400; number += 1) output.write(line(number));
  const startedAt = performance.now();

  output.finish();

  expect(performance.now() - startedAt).toBeLessThan(3000);
});

test.each([
  ['a reader that went away', openUnread],
  ['a full disk', () => open('/dev/full', constants.O_WRONLY)],
])('%s is no fault of who logs', async (_, openFaulty) => {
  const output = createLogOutput(openFaulty());

  output.write(line(0));
  await untilRefused();
  output.write(line(1));
  await untilRefused();

  expect(output.finish).not.toThrow();
});

/** The system has answered something that was asked later. */
const untilRefused = (): Promise<unknown> => stat(folder);

function openUnread(): number {
  const { reader, writer } = openPipe();
  opened.splice(opened.indexOf(reader), 1);
  closeSync(reader);
  return writer;
}
