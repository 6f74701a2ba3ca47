import type { Connection } from '../domain/configuration.ts';
import { createInspector, type InspectDeps } from '../servicenow/inspect-instance.ts';
import type { Finding } from './check.ts';
import { lookAtSignIn } from './check-sign-in.ts';

export type TrySignIn = (connection: Connection) => Promise<Finding>;

/** One call, signed in as this connection says: passes, or says why not. At most one refused sign-in. */
export function createSignInTrial(deps: InspectDeps): TrySignIn {
  return (connection) =>
    lookAtSignIn({
      connection,
      inspector: createInspector(deps, connection),
      admin: undefined,
      clock: deps.clock,
    });
}
