import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { inProject } from './project.ts';
import type { Relay } from './start-relay.ts';

const Output = z.object({ stdout: z.string(), stderr: z.string(), code: z.number().default(0) });

/** A command beside a running relay, or on its folder, as a person at the shell gives it; the answer is its JSON. */
export async function runCli(
  relay: Pick<Relay, 'dataFolder'>,
  ...args: readonly string[]
): Promise<{ readonly json: unknown; readonly code: number }> {
  const config = `--config=${path.join(relay.dataFolder, '../relay.yml')}`;
  const command = [inProject('relay/src/main.ts'), ...args, config, '--json'];
  const result: unknown = await promisify(execFile)(process.execPath, command).catch(
    (error: unknown) => error,
  );
  const { stdout, stderr, code } = Output.parse(result);
  if (stdout === '') throw new Error(`alert-relay ${args.join(' ')} printed nothing: ${stderr}`);
  return { json: JSON.parse(stdout), code };
}
