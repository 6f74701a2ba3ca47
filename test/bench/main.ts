// npm run bench -- [--only accept,deliver] [--seconds N] [--json] [--save]
// Measures the relay against its yardsticks in one run and ends with 1 when a limit is broken.
import { parseArgs } from 'node:util';
import { type BenchCase, brokenLimits, type Figures } from './bench-case.ts';
import { accept } from './cases/accept.ts';
import { backlog, backlogOnPostgres } from './cases/backlog.ts';
import { batch } from './cases/batch.ts';
import { crowded } from './cases/crowded.ts';
import { deliver } from './cases/deliver.ts';
import { idle } from './cases/idle.ts';
import { instance } from './cases/instance.ts';
import { storm } from './cases/storm.ts';
import { describeMachine } from './machine.ts';
import { keepResults, readKeptFigures, type Results } from './results.ts';

const cases: readonly BenchCase[] = [
  accept,
  deliver,
  batch,
  crowded,
  idle,
  storm,
  backlog,
  backlogOnPostgres,
  instance,
];
const rounds = 3;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    /** Writes the results file that is kept with the code. */
    save: { type: 'boolean', default: false },
  },
});
const usual = cases.filter(({ isExtra = false }) => !isExtra).map(({ name }) => name);
const names = values.only?.split(',') ?? usual;
const unknown = names.filter((name) => !cases.some((known) => known.name === name));
if (unknown.length > 0) {
  console.error(
    `Unknown: ${unknown.join(', ')}. Known: ${cases.map(({ name }) => name).join(', ')}`,
  );
  process.exit(64);
}

const kept = readKeptFigures();
let figures: Figures = {};
const broken: string[] = [];
for (const benchCase of cases.filter(({ name }) => names.includes(name))) {
  const measured = await benchCase.run({ seconds: Number(values.seconds), rounds });
  figures = { ...figures, ...measured };
  broken.push(...brokenLimits(benchCase.limits, measured));
  if (!values.json) print(benchCase.name, measured);
}

const results: Results = {
  measuredAt: new Date().toISOString(),
  machine: describeMachine(),
  figures,
  broken,
};
if (values.json) console.log(JSON.stringify(results));
else for (const sentence of broken) console.log(`Limit broken: ${sentence}`);
if (values.save) await keepResults(results);
process.exitCode = broken.length > 0 ? 1 : 0;

function print(name: string, measured: Figures): void {
  console.log(name);
  for (const [key, figure] of Object.entries(measured)) {
    const before = kept[key] === undefined ? '' : `  (kept: ${kept[key]})`;
    console.log(`  ${key.padEnd(20)} ${figure}${before}`);
  }
}
