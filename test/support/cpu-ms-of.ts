import { readFileSync } from 'node:fs';

/** What a process and all of its threads have computed, in ms: waits for a busy machine are not in it. */
export function cpuMsOf(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}
