import type { Connection, Credentials, Route } from '../domain/configuration.ts';
import type { Clock } from '../lib/clock.ts';
import type { Resolve } from '../lib/checked-connector.ts';
import type { Inspector } from '../servicenow/inspect-instance.ts';
import type { ServiceNow } from '../servicenow/create-servicenow.ts';

/** What is examined, and by what means. */
export interface Subject {
  /** With one set of credentials, the one that signs calls in now: of two a run refuses one at most. */
  readonly connection: Connection;
  /** The other of two live sets, and whether it is the one that was refused before the run. */
  readonly otherSet: { readonly credentials: Credentials; readonly isRefused: boolean } | undefined;
  /** Those that write through it. */
  readonly routes: readonly Route[];
  readonly inspector: Inspector;
  /** Signed in as an administrator, where one was named: sees what the account may not. */
  readonly admin: Inspector | undefined;
  readonly servicenow: Pick<ServiceNow, 'lookUp' | 'connect' | 'fetchChanges'>;
  readonly resolve: Resolve;
  readonly clock: Clock;
  readonly version: string;
  /** Where the instance reaches the relay. */
  readonly publicUrl: string | undefined;
}
