import { sha256Hex } from '../lib/digest.ts';

/** What is kept of an entry, as the store holds it. */
export interface ChainedEntry {
  readonly id: string;
  readonly at: number;
  readonly workspace: string | null;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Before the first entry. */
export const CHAIN_BEGINS = '0'.repeat(64);

/** Of everything in the entry, its number, and the hash before it: none can be changed, added or taken out between. */
export function chainHash(previous: string, number: number, entry: ChainedEntry): string {
  const { id, at, workspace, actor, action, subject, before, after } = entry;
  const text = JSON.stringify([
    previous,
    number,
    id,
    at,
    workspace,
    actor,
    action,
    subject,
    before,
    after,
  ]);
  return sha256Hex(text);
}
