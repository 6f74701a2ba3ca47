import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'oxfmt';
import { z } from 'zod';
import { inProject } from '../support/project.ts';
import type { Figures } from './bench-case.ts';
import type { Machine } from './machine.ts';

export interface Results {
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly figures: Figures;
  /** Limits that were not kept, in words. */
  readonly broken: readonly string[];
}

export const keptFile = inProject('test/bench/results/latest.json');

/** The figures that are kept with the code; none before the first were. */
export function readKeptFigures(): Figures {
  if (!existsSync(keptFile)) return {};
  const kept: unknown = JSON.parse(readFileSync(keptFile, 'utf8'));
  return z.object({ figures: z.record(z.string(), z.number()) }).parse(kept).figures;
}

export async function keepResults(results: Results): Promise<void> {
  mkdirSync(path.dirname(keptFile), { recursive: true });
  writeFileSync(keptFile, await toKeptText(results));
}

/** As the formatter wants it, so that keeping figures leaves nothing to do. */
export async function toKeptText(results: object): Promise<string> {
  const { code } = await format(keptFile, JSON.stringify(results, undefined, 2));
  return code;
}
