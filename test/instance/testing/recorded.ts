import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import { hereOrSkipped } from '../../support/here-or-skipped.ts';
import { sharedFolder } from '../../support/shared.ts';

const folder = path.join(sharedFolder, 'reference/recorded');

/** Whether a recorded file or folder is here; where it must be, its absence is an error. */
export function recordedIsHere(name = ''): boolean {
  const wanted = path.join(folder, name);
  return hereOrSkipped(existsSync(wanted), `what was recorded in ${wanted} (RELAY_SHARED)`);
}

export function readRecordedText(file: string): string {
  return readFileSync(path.join(folder, file), 'utf8');
}

export function readRecorded(file: string): unknown {
  return JSON.parse(readRecordedText(file));
}

/** Recorded by the tests of rapid7's plug-in for ServiceNow. */
export function recordedByRapid7(name: string): unknown {
  return readRecorded(`rapid7/${name}.json.resp`);
}

const Samples = z.array(z.object({ endpoint: z.string(), response: z.unknown() }));

/** All answers that the documentation shows for an endpoint, such as `GET /now/table/{tableName}`. */
export function samplesOf(file: string, endpoint: string): readonly unknown[] {
  const found = Samples.parse(readRecorded(`docs-samples/${file}.json`)).filter((one) =>
    one.endpoint.endsWith(` - ${endpoint}`),
  );
  expect(found.length, `samples of ${endpoint} in ${file}`).toBeGreaterThan(0);
  return found.map((one) => one.response);
}

export function sampleOf(file: string, endpoint: string): unknown {
  return samplesOf(file, endpoint)[0];
}
