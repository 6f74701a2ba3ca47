import { execFileSync } from 'node:child_process';
import { inProject } from './project.ts';

/** Scenarios start relays by the hundred, and from its sources each computes twice as long. Run by vitest. */
export function setup(): void {
  execFileSync(process.execPath, [inProject('relay/tools/build.ts')], { stdio: 'inherit' });
}
