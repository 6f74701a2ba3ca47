import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

export const root = path.resolve(import.meta.dirname, '../..');

const Report = z.object({
  diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })),
});

/** What the linter finds in a folder. It ends with 1 when it finds something, which is what tests ask of it. */
export async function runOxlint(folder: string, args: readonly string[]) {
  const oxlint = path.join(root, 'node_modules/.bin/oxlint');
  const ended: unknown = await promisify(execFile)(oxlint, ['-f', 'json', ...args], {
    cwd: folder,
  }).catch((error: unknown) => error);
  const { stdout } = z.object({ stdout: z.string() }).parse(ended);
  return Report.parse(JSON.parse(stdout)).diagnostics;
}
