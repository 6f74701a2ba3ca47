import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, tmpdir, type } from 'node:os';
import { projectFolder } from '../support/project.ts';

/** What the figures depend on, beside the code. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly system: string;
  readonly node: string;
  /** Of the folder that holds the stores. */
  readonly filesystem: string;
  readonly commit: string;
}

export function describeMachine(): Machine {
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 1_048_576),
    system: `${type()} ${release()}`,
    node: process.version,
    filesystem: said('stat', ['-f', '-c', '%T', tmpdir()]),
    commit: said('git', ['rev-parse', '--short', 'HEAD']),
  };
}

function said(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { cwd: projectFolder, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
