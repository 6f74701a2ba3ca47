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

/**
 * Each entry is on the disk before `append` returns: what was promised must not depend on us. With
 * `syncEveryMs` it is so after that time at the latest: under load the syncs would set the pace.
 */
export function openLedger(file: string, { syncEveryMs = 0 } = {}): Ledger {
  const handle = openSync(file, 'a');
  const timer = syncEveryMs > 0 ? setInterval(() => fsyncSync(handle), syncEveryMs) : undefined;
  return {
    append: (entry) => {
      writeSync(handle, `${JSON.stringify(entry)}\n`);
      if (timer === undefined) fsyncSync(handle);
    },
    close: () => {
      clearInterval(timer);
      fsyncSync(handle);
      closeSync(handle);
    },
  };
}

export function readLedger(file: string): readonly Entry[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Entry.parse(JSON.parse(line)));
}
