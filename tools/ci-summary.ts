// Usage: ci-summary.ts REPORT EXIT_CODE. Prints what failed or was skipped, and then the one line of the result.
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { summarize } from './ci/summarize.ts';

const [file = '', exitCode = '1'] = process.argv.slice(2);
const report: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
const summary = summarize(report, Number(exitCode));
for (const line of summary.lines) console.log(line);
process.exitCode = summary.isGood ? 0 : 1;
