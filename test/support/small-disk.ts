import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { createTemporaryFolder } from './temporary-folder.ts';

/** A disk of its own that can be filled to the last byte. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Until nothing more fits. */
  fill(): Promise<void>;
  /** Takes away what filled it. */
  free(): Promise<void>;
}

const CAP_SYS_ADMIN = 21n;

/** Mounting takes the rights of root, which not every container has. */
export function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const status = readFileSync('/proc/self/status', 'utf8');
  const held = /^CapEff:\s*(?<held>[0-9a-f]+)$/m.exec(status)?.groups?.['held'] ?? '0';
  return ((BigInt(`0x${held}`) >> CAP_SYS_ADMIN) & 1n) === 1n;
}

export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await createTemporaryFolder('disk');
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder.path]);
  const filler = path.join(folder.path, 'filler');
  return {
    path: folder.path,
    async fill() {
      const file = await open(filler, 'a');
      for (const bytes of [65_536, 4096, 1])
        await writeUntilFull(() => file.write(Buffer.alloc(bytes)));
      await file.close();
    },
    free: () => rm(filler),
    async [Symbol.asyncDispose]() {
      // Lazily: a relay that has just ended may still be letting go of its files.
      execFileSync('umount', ['-l', folder.path]);
      await folder.remove();
    },
  };
}

async function writeUntilFull(write: () => Promise<unknown>): Promise<void> {
  try {
    for (;;) await write();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}
