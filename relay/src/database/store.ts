import type { Secret } from '../lib/secret.ts';
import type { Migrated } from './migrate.ts';
import type { Db, Tx } from './schema.ts';

/** Where the relay keeps what it knows: a folder of its own, or a database that replicas share. */
export interface StoreAddress {
  /** Folder of the embedded store, for a relay without a database. */
  readonly data: string;
  readonly database: { readonly url: Secret | undefined; readonly maxConnections: number };
}

export interface Store extends Migrated {
  readonly kind: 'embedded' | 'postgres';
  readonly db: Db;
  /** Resolves when all that was committed before the call is durable; absent where a commit is. */
  readonly synced?: () => Promise<void>;
  /** For what people ask, however long it takes: holds nobody up, sees what is committed, writes nothing. */
  readonly reading: Db;
  /** Bytes that its pages in use take; absent where others share the server and its own limits hold. */
  readonly usedBytes?: () => Promise<number>;
  /** Tells what became of a commit whose answer was lost; absent where none can be lost. */
  readonly commits?: CommitWitness | undefined;
  /** Milliseconds since the epoch, the same for all that share the store. */
  readTime(): Promise<number>;
  /** What the server is set to that would lose a commit at a power cut; for the log. */
  readonly weaknesses: readonly string[];
  close(): Promise<void>;
}

/** A connection can break after COMMIT was sent and before its answer came: only the server knows. */
export interface CommitWitness {
  /** Names the running transaction. */
  nameOf(transaction: Tx): Promise<string>;
  isCommitted(name: string): Promise<boolean>;
}

export interface OpenOptions {
  /** For a command that works while a relay runs on the store. */
  readonly beside?: boolean;
  /** For the command that moves: what was moved is otherwise not opened any more. */
  readonly mayBeMoved?: boolean;
}
