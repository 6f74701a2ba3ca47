import { expect, test } from 'vitest';
import { startProcess, type StartedProcess } from './start-process.ts';

function startScript(script: string): Promise<StartedProcess<string>> {
  return startProcess({
    name: 'script',
    command: process.execPath,
    args: ['-e', script],
    ready: (line) => (line.startsWith('ready ') ? line.slice('ready '.length) : undefined),
  });
}

const stayUp = 'setInterval(() => {}, 1000);';

test('hands over what the ready line said', async () => {
  await using started = await startScript(
    `console.log('hello'); console.log('ready 8090'); ${stayUp}`,
  );

  expect(started.ready).toBe('8090');
  expect(started.output()).toBe('hello\nready 8090');
});

test('tells what a process wrote that ends before it is ready', async () => {
  const starting = startScript(`console.error('port taken'); process.exitCode = 3;`);

  await expect(starting).rejects.toThrow('The script did not start. It wrote:\nport taken');
});

test('kills without letting the process know', async () => {
  const started = await startScript(
    `process.on('SIGTERM', () => process.exit(0)); console.log('ready x'); ${stayUp}`,
  );

  expect(await started.kill()).toEqual({ code: null, signal: 'SIGKILL' });
});

test('stops a process in order', async () => {
  const started = await startScript(
    `process.on('SIGTERM', () => process.exit(7)); console.log('ready x'); ${stayUp}`,
  );

  expect(await started.stop()).toEqual({ code: 7, signal: null });
});
