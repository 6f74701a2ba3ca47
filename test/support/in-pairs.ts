import { setTimeout as pause } from 'node:timers/promises';
import type { PassedCall } from './gate.ts';

/** One that was refused comes again alone; then there is no twin to wait for. */
const twinWithinMs = 300;

/** For a gate: lets a PUT pass together with its twin, the next PUT to the same address. */
export function inPairs(): (call: PassedCall) => Promise<void> {
  const waiting = new Map<string, () => void>();
  return async ({ method, path }) => {
    if (method !== 'PUT') return;
    const passTwin = waiting.get(path);
    if (passTwin !== undefined) {
      waiting.delete(path);
      passTwin();
      return;
    }
    const met = new Promise<void>((resolve) => waiting.set(path, resolve));
    await Promise.race([met, pause(twinWithinMs)]);
    waiting.delete(path);
  };
}
