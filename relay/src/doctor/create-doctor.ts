import type { Connection, Route } from '../domain/configuration.ts';
import { type Resolve, systemResolve } from '../lib/checked-connector.ts';
import type { Secret } from '../lib/secret.ts';
import { createServiceNow } from '../servicenow/create-servicenow.ts';
import { createInspector, type InspectDeps } from '../servicenow/inspect-instance.ts';
import type { TableMemory } from '../servicenow/table/memory.ts';
import { examine, type Examination } from './examine.ts';
import type { LiveSet } from '../servicenow/standby.ts';
import type { Subject } from './subject.ts';

/** Somebody who may see what the service account may not; signs in for one run and is not remembered. */
export interface Administrator {
  readonly user: string;
  readonly password: Secret;
}

export type ExamineConnection = (
  connection: Connection,
  administrator: Administrator | undefined,
) => Promise<Examination>;

export interface DoctorDeps extends InspectDeps {
  readonly memory: TableMemory;
  /** Which of two sets of credentials signs calls in now. */
  readonly liveSetOf: (connection: Connection) => LiveSet | Promise<LiveSet>;
  readonly routesOf: (workspace: string) => readonly Route[];
  readonly version: string;
  readonly publicUrl: () => string | undefined;
  readonly resolve?: Resolve;
}

/** The doctor with his instruments, for any connection. */
export function createDoctor(deps: DoctorDeps): ExamineConnection {
  return async (configured, administrator) => {
    const { connection, otherSet } = bySet(configured, await deps.liveSetOf(configured));
    return examine({
      connection,
      otherSet,
      routes: deps
        .routesOf(connection.workspace)
        .filter((route) => route.connection === connection.name),
      inspector: createInspector(deps, connection),
      admin: administrator && createInspector(deps, signedInAs(connection, administrator)),
      // Of its own: what it looks up is of now, and a set that calls go by is not turned away from.
      servicenow: createServiceNow(deps),
      resolve: deps.resolve ?? systemResolve,
      clock: deps.clock,
      version: deps.version,
      publicUrl: deps.publicUrl(),
    });
  };
}

function bySet(
  { standby, ...connection }: Connection,
  live: LiveSet,
): Pick<Subject, 'connection' | 'otherSet'> {
  const single = { ...connection, standby: undefined };
  if (standby === undefined) return { connection: single, otherSet: undefined };
  return live === 'first'
    ? { connection: single, otherSet: { credentials: standby, isRefused: false } }
    : {
        connection: { ...single, credentials: standby },
        otherSet: { credentials: connection.credentials, isRefused: true },
      };
}

/** The same connection, as somebody else. */
export function signedInAs(connection: Connection, { user, password }: Administrator): Connection {
  return { ...connection, credentials: { kind: 'basic', user, password }, standby: undefined };
}
