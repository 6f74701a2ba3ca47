import type { CheckSettings } from '../config/check-workspace.ts';
import type { Provided } from '../config/load.ts';
import type { Commit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { Sealing } from '../domain/sealing.ts';
import type { Clock } from '../lib/clock.ts';
import type { NewId } from '../lib/ids.ts';
import type { FindSecrets } from './secrets-in-entry.ts';

/** What keeping configuration takes. */
export interface ConfigStoreDeps extends CheckSettings {
  readonly db: Db;
  readonly reading: Db;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly sealing: Sealing;
  /** Reads what stands in the place of a secret, where the workspace may use it. */
  readonly references: { readFor(workspace: string, reference: string): Promise<string> };
  /** What relay.yml provides: read-only here. */
  readonly provided: Provided;
  readonly findSecrets: FindSecrets;
  /** Hears of every change made through these functions, before its caller is answered. */
  readonly onChanged: () => Promise<void>;
}
