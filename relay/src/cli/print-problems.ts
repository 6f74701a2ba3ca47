import type { LocatedProblem } from '../config/load.ts';

/** One line per fault, in the form that editors make clickable: `relay.yml:12: path: what was expected`. */
export function printProblems(
  print: (text: string) => void,
  file: string,
  problems: readonly LocatedProblem[],
): void {
  const lines = problems.map(({ line, path, expected }) => {
    const place = line === undefined ? file : `${file}:${line}`;
    return `${place}: ${path}: ${expected}\n`;
  });
  const faults = problems.length === 1 ? '1 fault' : `${problems.length} faults`;
  print(`The configuration has ${faults}:\n${lines.join('')}`);
}
