import type { Intent, NewIntent, SettledIntent } from '../../domain/intent.ts';

/**
 * What has to be durable where no app remembers it. Each call resolves when its rows are on disk.
 *
 *   (none) ──begin──▶ sent ──settle──▶ known ──begin──▶ sent …
 *                      │ withdraw: certainly not applied
 *                      └──▶ as before
 */
export interface TableMemory {
  find(key: string): Promise<Intent | undefined>;
  begin(intent: NewIntent): Promise<void>;
  settle(intent: SettledIntent): Promise<void>;
  withdraw(key: string): Promise<void>;
}
