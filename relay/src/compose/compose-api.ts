import manifest from '../../package.json' with { type: 'json' };
import type { ApiRouterDeps } from '../api/router.ts';
import type { LoadedConfig } from '../config/load.ts';
import { createDoctor } from '../doctor/create-doctor.ts';
import { createSignInTrial } from '../doctor/try-sign-in.ts';
import { createSetup } from '../setup/run-setup.ts';
import { createIntents } from '../store/intents.ts';
import { checkRoute } from '../sync/readiness/check-route.ts';
import { reportRot } from '../sync/readiness/report-rot.ts';
import { compareLater, sweepLinks } from '../sync/reconcile/sweep-links.ts';
import type { Arrivals } from '../queue/arrivals.ts';
import type { ComposedConfiguration } from './compose-configuration.ts';
import type { Ground } from './compose-ground.ts';
import type { ComposedServiceNow } from './compose-servicenow.ts';

/** Of each question; a doctor that hangs helps nobody. */
const DOCTOR_DEADLINE_MS = 20_000;
const API_REQUESTS_PER_MINUTE = 1200;

export interface ApiParts extends Pick<ComposedConfiguration, 'configStore' | 'live'> {
  readonly arrivals: Pick<Arrivals, 'has'>;
  readonly instances: Pick<ComposedServiceNow, 'signIns' | 'mailbox' | 'liveSetOf' | 'servicenow'>;
  /** The address that it listens on is known once it does. */
  readonly publicUrl: () => string;
}

/** The admin API. Its schemas are a good part of what is loaded, and a relay takes and tells alerts without them. */
export function composeApi(
  { outgoing, clock, newId, store, db, commit }: Ground,
  config: LoadedConfig,
  { configStore, live, arrivals, instances, publicUrl }: ApiParts,
) {
  const { signIns, mailbox, liveSetOf, servicenow } = instances;
  const { configured } = live;
  const api: ApiRouterDeps = {
    configStore,
    ...configured,
    db,
    reading: store.reading,
    commit,
    clock,
    newId,
    isArriving: arrivals.has,
    checkRoute: (...values) => checkRoute({ servicenow, newId }, ...values),
    reportRot: (connection) =>
      reportRot({ ...configured, reading: store.reading, commit, clock, servicenow }, connection),
    sweep: (...values) =>
      sweepLinks({ db, commit, clock, newId, servicenow, isStopped: () => false }, ...values),
    compareLater: (...values) => compareLater({ clock, newId }, ...values),
    hasWorkspace: (name) => live.hasWorkspace(name),
    publicUrl,
    setUp: createSetup({
      outgoing,
      clock,
      configStore,
      connections: () => Promise.resolve(live.current().connections),
      publicUrl: () => config.process.publicUrl,
      version: manifest.version,
    }),
    trySignIn: createSignInTrial({
      outgoing,
      agents: mailbox,
      signIns,
      clock,
      deadlineMs: DOCTOR_DEADLINE_MS,
    }),
    liveSetOf,
    examine: createDoctor({
      outgoing,
      agents: mailbox,
      signIns,
      clock,
      deadlineMs: DOCTOR_DEADLINE_MS,
      memory: createIntents(db, commit),
      liveSetOf,
      routesOf: (workspace) => configured.routesOf(workspace),
      version: manifest.version,
      publicUrl,
    }),
    version: manifest.version,
    requestsPerMinute: API_REQUESTS_PER_MINUTE,
  };
  return async () => (await import('../api/router.ts')).createApiRouter(api);
}
