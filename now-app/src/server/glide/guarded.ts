import { gs } from '@servicenow/glide';

/** What fails is logged with its cause, and does not keep the rest from its turn. */
export function runGuarded(what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    gs.error(`Alert Relay: ${what} failed: ${String(error)}`);
  }
}
