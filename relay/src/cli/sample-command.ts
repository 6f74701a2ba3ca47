import { join } from 'node:path';
import { createProgram } from './program.ts';
import type { ServeDeps } from './serve.ts';

/** What a command said and how it ended. */
export interface Ran {
  readonly printed: readonly string[];
  readonly faults: readonly string[];
  readonly exits: readonly number[];
}

/** Runs one command for a test, over the relay.yml and the store of a folder. */
export async function runCommand(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  hands: Partial<Pick<ServeDeps, 'compose' | 'onStopRequest' | 'printError'>> = {},
): Promise<Ran> {
  const printed: string[] = [];
  const faults: string[] = [];
  const exits: number[] = [];
  const program = createProgram({
    version: '0.0.0-test',
    env,
    print: (text) => printed.push(text),
    printError: (text) => faults.push(text),
    createLog: () => ({ info: () => undefined, warn: () => undefined, fatal: () => undefined }),
    compose: () => Promise.reject(new TypeError('not part of this test')),
    onStopRequest: () => undefined,
    exit: (code) => exits.push(code),
    ...hands,
  });
  const place = ['--config', join(folder, 'relay.yml'), '--data', join(folder, 'data')];
  await program.parseAsync([...args, ...place], { from: 'user' });
  return { printed, faults, exits };
}
