import type { ConfigStoreDeps } from '../config-store/deps.ts';
import type { Commit, Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { Connection, Route, Routing, Source, UnusedObject } from '../domain/configuration.ts';
import type { Readiness } from '../domain/readiness.ts';
import type { ExamineConnection } from '../doctor/create-doctor.ts';
import type { TrySignIn } from '../doctor/try-sign-in.ts';
import type { Clock } from '../lib/clock.ts';
import type { NewId } from '../lib/ids.ts';
import type { SetUp } from '../setup/run-setup.ts';
import type { MappingReport } from '../store/mapping-reports.ts';

/** What the routes need from the outside. */
export interface ApiDeps {
  readonly configStore: ConfigStoreDeps;
  readonly db: Db;
  /** For lists and stories, however long they take. */
  readonly reading: Db;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Whether a lane has jobs that only this process knows that took them in. */
  readonly isArriving: (lane: string) => boolean;
  readonly findSource: (workspace: string, name: string) => Source | undefined;
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
  readonly connectionsOf: (workspace: string) => readonly Connection[];
  readonly routesOf: (workspace: string) => readonly Route[];
  /** Asks the instance whether it takes what a route writes. */
  readonly checkRoute: (
    connection: Connection,
    route: Route,
    options: { readonly isTried: boolean },
  ) => Promise<Readiness>;
  /** Asks the instance what has come apart since the last look. */
  readonly reportRot: (connection: Connection) => Promise<MappingReport>;
  /** Compares both sides of the links of a connection; what differs is left to jobs. */
  readonly sweep: (
    connection: Connection,
    since: number | undefined,
  ) => Promise<{
    readonly compared: number;
    readonly different: number;
    readonly unknownHere: number;
  }>;
  /** Puts the comparison of these links into their lanes. */
  readonly compareLater: (
    unit: Unit,
    links: readonly { readonly key: string; readonly lane: string; readonly workspace: string }[],
  ) => Promise<void>;
  readonly routingOf: (workspace: string) => Routing;
  readonly unusedOf: (workspace: string) => readonly UnusedObject[];
  readonly examine: ExamineConnection;
  /** One call with the credentials of a connection, kept or not. */
  readonly trySignIn: TrySignIn;
  readonly setUp: SetUp;
  /** Where browsers and instances reach the relay. */
  readonly publicUrl: () => string;
  /** Which of its two sets signs calls in here and now. */
  readonly liveSetOf: (connection: Connection) => 'first' | 'standby';
}
