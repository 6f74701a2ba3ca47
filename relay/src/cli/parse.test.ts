import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addParse } from './parse.ts';

const samples = path.resolve(import.meta.dirname, '../connectors');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'relay-parse-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function run(...args: readonly string[]) {
  const [printed, faults, codes]: [string[], string[], number[]] = [[], [], []];
  const program = new Command().exitOverride();
  addParse(program, {
    print: (text) => printed.push(text),
    printError: (text) => faults.push(text),
    exit: (code) => codes.push(code),
  });
  await program.parseAsync(['parse', ...args], { from: 'user' });
  return { printed: printed.join(''), faults: faults.join(''), codes };
}

test('prints the events of a payload as JSON', async () => {
  const { printed, codes } = await run(
    'grafana',
    path.join(samples, 'grafana/samples/02-resolved.json'),
  );
  const events: unknown = JSON.parse(printed);

  expect(codes).toEqual([]);
  expect(events).toMatchObject([
    {
      correlationKey: 'group {"alertname":"DiskFull","grafana_folder":"Storage"}',
      fingerprint: 'c6eadffa33fcdf37',
      status: 'resolved',
      severity: 'critical',
      title: 'DiskFull on db1',
      startedAt: '2026-11-20T08:00:00.000Z',
      endedAt: '2026-11-20T09:30:00.000Z',
      url: 'https://grafana.example.com/d/disks?orgId=1&viewPanel=2',
    },
  ]);
});

test('on one line, and by alert, where asked for', async () => {
  const file = path.join(samples, 'grafana/samples/01-firing.json');
  const { printed } = await run('grafana', file, '--json', '--group-by', 'alert');

  expect(printed.trimEnd()).not.toContain('\n');
  expect(JSON.parse(printed)).toMatchObject([{ correlationKey: 'alert c6eadffa33fcdf37' }]);
});

test('a payload that is not read is told with its reason and exit code 65', async () => {
  const { printed, faults, codes } = await run('grafana', write('body.json', '{"alerts": []}'));

  expect(JSON.parse(printed)).toEqual({ refused: expect.stringContaining('expected a list') });
  expect(faults).toContain('Not read: The body does not fit this tool');
  expect(codes).toEqual([65]);
});

test.each([
  ['JSON', '{"Content-Type": "application/x-www-form-urlencoded"}'],
  [
    'JSON with more around it',
    '{"method": "POST", "headers": {"content-type": ["application/x-www-form-urlencoded"]}}',
  ],
  ['lines', 'HTTP/1.1 200 OK\r\nContent-Type: application/x-www-form-urlencoded\r\n'],
])('headers may be %s', async (_form, headers) => {
  const body = write('body.txt', 'alert_cycle_key=c-1&alert_transition=Recovered');
  const { printed } = await run('datadog', body, '--headers', write('headers', headers));

  expect(JSON.parse(printed)).toMatchObject([{ fingerprint: 'c-1', status: 'resolved' }]);
});

test('settings may say where things are, without a secret', async () => {
  const body = write('body.json', '{"check": {"id": 7, "state": "UP"}}');
  const settings = write(
    'settings.yml',
    'mapping: { fingerprint: check.id, status: check.state }\nstatuses: { resolved: [up] }\n',
  );
  const { printed } = await run('generic', body, '--settings', settings);

  expect(JSON.parse(printed)).toMatchObject([{ fingerprint: '7', status: 'resolved' }]);
});

test.each([
  ['an unknown connector', ['nagios', 'x.json'], 'known are alertmanager'],
  ['a file that is not there', ['grafana', '/nowhere/x.json'], '/nowhere/x.json cannot be read'],
])('%s is told with exit code 64', async (_name, args, message) => {
  const { printed, faults, codes } = await run(...args);

  expect(printed).toBe('');
  expect(faults).toContain(message);
  expect(codes).toEqual([64]);
});

test.each(['--headers', '--settings'])('%s that cannot be read name their file', async (option) => {
  const file = write('broken.json', '{"a": ');

  const { faults, codes } = await run('generic', write('body.json', '{}'), option, file);

  expect(faults).toContain(`${file}: expected YAML or JSON`);
  expect(codes).toEqual([64]);
});

test('settings that do not fit are told by name', async () => {
  const body = write('body.json', '{}');
  const { faults, codes } = await run(
    'generic',
    body,
    '--settings',
    write('s.yml', 'mappings: {}\nmapping: { id: x }\n'),
  );

  expect(faults).toContain('settings.mapping');
  expect(codes).toEqual([64]);
});
