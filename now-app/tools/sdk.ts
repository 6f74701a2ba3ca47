import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { paths } from './paths.ts';

const longestReport = 40;

/**
 * Runs the ServiceNow SDK. Its exit code alone proves nothing: a module that could not be bundled is
 * printed as an error and left out, and the build "succeeds" (seen with SDK 4.9.0).
 */
export function runSdk(...words: readonly string[]): string {
  const program = join(paths.repository, 'node_modules', '.bin', 'now-sdk');
  const run = spawnSync(process.execPath, [program, ...words], {
    cwd: paths.app,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = stripVTControlCharacters(`${run.stdout}${run.stderr}`);
  const command = `now-sdk ${words.join(' ')}`;
  if (run.error !== undefined) throw new Error(`${command} did not start`, { cause: run.error });
  if (run.status !== 0 || /\berror:/i.test(output)) {
    throw new Error(
      `${command} failed (exit code ${run.status}):\n${firstLines(output)}${hintFor(output)}`,
    );
  }
  return output;
}

/** One cause can make the SDK complain about every record. */
function firstLines(output: string): string {
  return output.split('\n').slice(0, longestReport).join('\n');
}

function hintFor(output: string): string {
  return /frozen/i.test(output)
    ? '\nA record is new or gone: run `node now-app/tools/update-keys.ts` and commit src/fluent/generated/keys.ts'
    : '';
}
