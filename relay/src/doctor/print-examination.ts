import type { CheckResult } from './check.ts';
import type { Examination } from './examine.ts';

const words = { pass: 'ok', warn: 'WARN', fail: 'FAIL', skip: '-', blocked: 'blocked' } as const;

/** As a table for people: one line per check, and below it what to do where something is to do. */
export function printExamination(examination: Examination): readonly string[] {
  const { connection, workspace, url, mode, checks, well } = examination;
  const width = Math.max(...checks.map(({ id }) => id.length));
  return [
    `${workspace}/${connection}  ${url}  (${mode} mode)`,
    '',
    ...checks.flatMap((check) => toLines(check, width)),
    '',
    well ? 'Alerts can flow.' : `Alerts cannot flow: ${countOf(checks)}.`,
  ];
}

function toLines({ id, verdict, needed, evidence, cause, cure }: CheckResult, width: number) {
  const advice = !needed && verdict === 'fail' ? ' (advice)' : '';
  return [
    `${words[verdict].padEnd(8)}${id.padEnd(width + 2)}${evidence}${advice}`,
    ...(cause === undefined ? [] : [`${' '.repeat(10)}why: ${cause}`]),
    ...(cure === undefined ? [] : [`${' '.repeat(10)}do:  ${cure}`]),
  ];
}

function countOf(checks: readonly CheckResult[]): string {
  const failed = checks.filter(({ needed, verdict }) => needed && verdict === 'fail');
  return `${failed.map(({ id }) => id).join(', ')} failed`;
}
