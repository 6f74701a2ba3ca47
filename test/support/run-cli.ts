import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { builtRelay } from './built-relay.ts';
import type { Relay } from './start-relay.ts';

const Output = z.object({ stdout: z.string(), stderr: z.string(), code: z.number().default(0) });

/** A command beside a running relay, or on its folder, as a person at the shell gives it; the answer is its JSON. */
export async function runCli(
  relay: Pick<Relay, 'dataFolder'>,
  ...args: readonly string[]
): Promise<{ readonly json: unknown; readonly code: number }> {
  const config = `--config=${path.join(relay.dataFolder, '../relay.yml')}`;
  const result: unknown = await promisify(execFile)(builtRelay, [...args, config, '--json']).catch(
    (error: unknown) => error,
  );
  const { stdout, stderr, code } = Output.parse(result);
  if (stdout === '') throw new Error(`alert-relay ${args.join(' ')} printed nothing: ${stderr}`);
  return { json: JSON.parse(stdout), code };
}
