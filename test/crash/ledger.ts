import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';

const Entry = z.object({
  what: z.enum(['attempted', 'acknowledged']),
  key: z.string(),
  step: z.int().min(1),
});
export type Entry = z.output<typeof Entry>;

/** The sender's own record of what it said and what it was promised. */
export interface Ledger {
  append(entry: Entry): void;
  close(): void;
}

/** Each entry is on the disk before `append` returns: what was promised must not depend on us. */
export function openLedger(file: string): Ledger {
  const handle = openSync(file, 'a');
  return {
    append: (entry) => {
      writeSync(handle, `${JSON.stringify(entry)}\n`);
      fsyncSync(handle);
    },
    close: () => closeSync(handle),
  };
}

export function readLedger(file: string): readonly Entry[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Entry.parse(JSON.parse(line)));
}
