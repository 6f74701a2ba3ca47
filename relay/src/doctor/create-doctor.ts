import type { Connection, Route } from '../domain/configuration.ts';
import { type Resolve, systemResolve } from '../lib/checked-connector.ts';
import type { Secret } from '../lib/secret.ts';
import { createInspector, type InspectDeps } from '../servicenow/inspect-instance.ts';
import { examine, type Examination } from './examine.ts';
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
  readonly servicenow: Subject['servicenow'];
  readonly routesOf: (workspace: string) => readonly Route[];
  readonly version: string;
  readonly publicUrl: () => string | undefined;
  readonly resolve?: Resolve;
}

/** The doctor with his instruments, for any connection. */
export function createDoctor(deps: DoctorDeps): ExamineConnection {
  return (connection, administrator) =>
    examine({
      connection,
      routes: deps
        .routesOf(connection.workspace)
        .filter((route) => route.connection === connection.name),
      inspector: createInspector(deps, connection),
      admin: administrator && createInspector(deps, signedInAs(connection, administrator)),
      servicenow: deps.servicenow,
      resolve: deps.resolve ?? systemResolve,
      clock: deps.clock,
      version: deps.version,
      publicUrl: deps.publicUrl(),
    });
}

/** The same connection, as somebody else. */
export function signedInAs(connection: Connection, { user, password }: Administrator): Connection {
  return { ...connection, credentials: { kind: 'basic', user, password } };
}
