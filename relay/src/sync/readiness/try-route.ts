import type { UpsertAnswer, UpsertRequest } from '@alert-relay/shared-types';
import type { AlertEvent } from '../../domain/alert-event.ts';
import type { Connection, Route } from '../../domain/configuration.ts';
import { toCreateFields, toResolveFields } from '../../domain/incident-fields.ts';
import type { Fields } from '../../domain/fields.ts';
import type { TableChoice, Trial, TrialStep } from '../../domain/readiness.ts';
import { toReferences } from '../../domain/references.ts';
import { toScope } from '../../domain/template-scope.ts';
import { findDrift } from '../../domain/write-verification.ts';
import { sha256Hex } from '../../lib/digest.ts';
import { toRelayError } from '../../lib/errors.ts';
import type { NewId } from '../../lib/ids.ts';
import { resolveReferences, type ResolveDeps } from '../outbound/resolve-references.ts';

export interface TryRouteDeps {
  readonly servicenow: ResolveDeps['servicenow'] & {
    upsertTask(connection: Connection, key: string, request: UpsertRequest): Promise<UpsertAnswer>;
  };
  readonly newId: NewId;
}

const trialEvent: AlertEvent = {
  kind: 'state',
  fingerprint: 'alert-relay-trial',
  groupKey: undefined,
  status: 'firing',
  severity: 'info',
  title: 'Alert Relay: trial of a route, to be ignored',
  description: 'Made on request to see whether this instance takes what the route writes.',
  labels: {},
  annotations: {},
  actor: undefined,
  text: undefined,
  url: undefined,
  startedAt: undefined,
  endedAt: undefined,
};

/**
 * The only way to learn what data policies and business rules demand: a record is made as the route
 * would make it, resolved, and canceled where its table has a state for that. Its key belongs to no alert.
 * @param states of the table, as far as the instance tells them
 */
export async function tryRoute(
  deps: TryRouteDeps,
  connection: Connection,
  route: Route,
  states: readonly TableChoice[],
): Promise<Trial> {
  const source = route.sources[0] ?? '';
  const scope = toScope(trialEvent, [trialEvent], source);
  const created = toCreateFields(route, trialEvent, 'info', scope);
  const resolved = toResolveFields(route, scope, { sentFields: {}, takenFields: {} });
  const scratch = createScratch(deps, connection, route);
  const steps: TrialStep[] = [];
  const first = await scratch.write('create', async () => ({
    ...created.fields,
    ...(await lookUp(deps, connection, route, scope)),
  }));
  steps.push({ ...first.step, drift: [...created.issues, ...first.step.drift] });
  if (first.number === undefined) return { number: undefined, steps };
  const second = await scratch.write('resolve', async () => resolved.fields);
  steps.push({ ...second.step, drift: [...resolved.issues, ...second.step.drift] });
  const canceled = findCanceled(route, states);
  if (canceled !== undefined) {
    steps.push((await scratch.write('cancel', async () => ({ state: canceled }))).step);
  }
  return { number: first.number, steps };
}

/** The route's states begin with those of incidents, which other tables need not have. */
function findCanceled({ inwardStates }: Route, states: readonly TableChoice[]): string | undefined {
  return Object.keys(inwardStates).find(
    (state) =>
      inwardStates[state] === 'canceled' &&
      (states.length === 0 || states.some(({ value }) => value === state)),
  );
}

async function lookUp(
  deps: TryRouteDeps,
  connection: Connection,
  route: Route,
  scope: ReturnType<typeof toScope>,
): Promise<Fields> {
  const { references } = toReferences(route, scope, 'info');
  return (await resolveReferences({ ...deps, findAlertRecord }, connection, references)).fields;
}

/** The trial's alert belongs to no other. */
function findAlertRecord(): Promise<undefined> {
  return Promise.resolve(undefined);
}

function createScratch(deps: TryRouteDeps, connection: Connection, route: Route) {
  const key = sha256Hex(JSON.stringify(['trial', deps.newId()]));
  let seq = 0;
  return {
    async write(
      step: TrialStep['step'],
      fields: () => Promise<Fields>,
    ): Promise<{ readonly step: TrialStep; readonly number: string | undefined }> {
      seq += 1;
      try {
        const sent = await fields();
        const { record } = await deps.servicenow.upsertTask(connection, key, {
          event_id: deps.newId(),
          seq,
          table: route.table,
          workspace: route.workspace,
          connection: connection.name,
          source: route.sources[0] ?? 'trial',
          episode: 1,
          correlation_display: 'Alert Relay trial',
          fields: { ...sent },
          notes: [],
        });
        const drift = findDrift(sent, record.fields);
        return { step: { step, refusal: undefined, drift }, number: record.number };
      } catch (thrown) {
        const { message } = toRelayError(thrown);
        return { step: { step, refusal: message, drift: [] }, number: undefined };
      }
    },
  };
}
