import type { Intent, NewIntent, SettledIntent, Survivor } from '../../domain/intent.ts';

/**
 * What has to be durable where no app remembers it. Each call resolves when its rows are on disk.
 *
 *   (none) ──begin──▶ sent ──settle──▶ known ──begin──▶ sent …
 *                      │ withdraw: certainly not applied
 *                      └──▶ as before
 */
export interface TableMemory {
  find(key: string): Promise<Intent | undefined>;
  /** False where the key has another record by now: nothing is written down, and nothing may leave. */
  begin(intent: NewIntent): Promise<boolean>;
  settle(intent: SettledIntent): Promise<void>;
  withdraw(key: string): Promise<void>;
  /**
   * From here on commands of the key go to this record. False while one is under way.
   * @param openSince one that was sent before it is over, however it ended; ms since the epoch
   */
  keepTo(key: string, survivor: Survivor, openSince: number): Promise<boolean>;
}
