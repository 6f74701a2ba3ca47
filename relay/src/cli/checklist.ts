import { setTimeout as delay } from 'node:timers/promises';
import type { WriteBack } from '../connector-kit/write-back.ts';
import { findDestinationKind, planWriteBack } from '../connectors/destinations.ts';
import type { AlertEvent } from '../domain/alert-event.ts';
import { toTellingRoute } from '../domain/change-command.ts';
import type { Connection, Destination, Route, Source } from '../domain/configuration.ts';
import { systemClock } from '../lib/clock.ts';
import { RelayError, toRelayError } from '../lib/errors.ts';
import type { Outgoing } from '../lib/outgoing.ts';
import { createRateLimit } from '../lib/rate-limit.ts';
import { createInspector } from '../servicenow/inspect-instance.ts';
import { findSaidOf, findTelling } from '../store/told-records.ts';
import { toForwardName } from '../sync/inbound/forward-record.ts';
import { performStep } from '../sync/inbound/perform-step.ts';
import { createHands, type HandledRecord, type Hands } from './hands.ts';
import { withInstances } from './with-instances.ts';
import type { OpenStore } from './with-store.ts';

interface ChecklistStep {
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'blocked';
  /** What was seen, or what is missing and what to do. */
  readonly detail: string;
}

export interface Checklist {
  readonly well: boolean;
  readonly workspace: string;
  readonly connection: string;
  readonly route: string;
  readonly record?: { readonly number: string; readonly sysId: string };
  readonly steps: readonly ChecklistStep[];
}

export interface ChecklistRequest {
  readonly connection: Connection;
  /** Signed in as the person whose hands are lent. */
  readonly person: Connection;
  readonly route: Route;
  /** Columns of the record, so that a forward rule takes it. */
  readonly fields: Readonly<Record<string, string>>;
  readonly withinMs: number;
  readonly say: (line: string) => void;
}

const titles = [
  'create a record in ServiceNow',
  'an alert is opened in the tool',
  'acknowledge the alert in the tool: the record follows',
  'resolve the record in ServiceNow: the alert follows',
] as const;

/** The test of the connection as people are told to do it, both ways, each step done and looked at. */
export async function runChecklist(open: OpenStore, request: ChecklistRequest): Promise<Checklist> {
  return withInstances(open, async (instruments) => {
    const hands = createHands(createInspector(instruments, request.person), request.person);
    const walk = await createWalk(open, request, hands, instruments.outgoing);
    const steps: ChecklistStep[] = [];
    for (const [index, title] of titles.entries()) {
      const isBlocked = steps.some(({ outcome }) => outcome !== 'passed');
      const step = isBlocked
        ? ({ title, outcome: 'blocked', detail: 'a step before it failed' } as const)
        : await walkStep(title, walk.actions[index]);
      steps.push(step);
    }
    const record = walk.record();
    return {
      well: steps.every(({ outcome }) => outcome === 'passed'),
      workspace: request.connection.workspace,
      connection: request.connection.name,
      route: request.route.name,
      ...(record === undefined ? {} : { record: { number: record.number, sysId: record.sys_id } }),
      steps,
    };
  });
}

async function walkStep(
  title: string,
  act: (() => Promise<string>) | undefined,
): Promise<ChecklistStep> {
  try {
    return { title, outcome: 'passed', detail: (await act?.()) ?? '' };
  } catch (thrown) {
    return { title, outcome: 'failed', detail: toRelayError(thrown).message };
  }
}

/** Whose tool hears of records that were born here. */
async function findWay(
  { configuration }: OpenStore,
  { route, connection }: ChecklistRequest,
): Promise<{ readonly source: Source; readonly destination: Destination }> {
  const { sources, destinations } = await configuration();
  const here = connection.workspace;
  for (const name of route.sources) {
    const source = sources.find((one) => one.workspace === here && one.name === name);
    const telling = toTellingRoute(route, source);
    const destination = destinations.find(
      (one) => one.workspace === here && one.name === telling.destination,
    );
    if (source !== undefined && destination !== undefined && telling.isSourceSilent !== true) {
      return { source, destination };
    }
  }
  throw new RelayError(
    'NOT_FOUND',
    `No source of the route ${route.name} has a destination, so nobody would be told. Give the route one.`,
  );
}

async function createWalk(
  open: OpenStore,
  request: ChecklistRequest,
  hands: Hands,
  outgoing: Outgoing,
) {
  const { connection, route, fields, withinMs, say } = request;
  const { source, destination } = await findWay(open, request);
  const { workspace } = connection;
  const { db } = open.store;
  const since = open.newId();
  let record: HandledRecord | undefined;
  const theRecord = (): HandledRecord => {
    if (record === undefined) throw new RelayError('NOT_FOUND', 'There is no record.');
    return record;
  };
  const nameOf = ({ sys_id }: HandledRecord): string =>
    toForwardName({ workspace, connection: connection.name, sysId: sys_id });
  const said = async (one: HandledRecord) =>
    findSaidOf(db, { workspace, source: source.name, name: nameOf(one) }, since);
  const untilTold = (one: HandledRecord, kind: string, missing: string): Promise<string> =>
    until(withinMs, missing, async () => {
      const telling = await findTelling(db, { workspace, name: nameOf(one) }, kind);
      if (telling?.outcome?.startsWith('dead') === true) {
        throw new RelayError('DESTINATION_REFUSED', `${telling.destination}: ${telling.outcome}`);
      }
      return telling?.outcome === 'told' ? `${telling.destination} was told` : undefined;
    });

  async function create(): Promise<string> {
    record = await hands.create(route.table, {
      short_description: `Alert Relay test ${new Date(open.now()).toISOString()}`,
      description: 'Made by "alert-relay send-test --checklist". This record may be deleted.',
      ...fields,
    });
    return `${record.number} is there`;
  }

  async function opened(): Promise<string> {
    const one = theRecord();
    const missing = `nobody was told of ${one.number}: a forward rule of the app has to take it for the source ${source.name} (--field sets what its filter asks for), and changes have to reach the relay`;
    const told = await untilTold(one, 'open', missing);
    const [event] = await said(one);
    return event === undefined ? told : `${told}, and says so: ${event.title}`;
  }

  async function acknowledge(): Promise<string> {
    const one = theRecord();
    const wanted = route.outwardStates.acknowledged;
    if (wanted === undefined) {
      throw new RelayError(
        'NOT_FOUND',
        `The route ${route.name} writes no state for acknowledged.`,
      );
    }
    const [event] = await untilSaid(one);
    const steps = planWriteBack(
      {
        ...toAcknowledgement(request, one, event),
        id: open.newId(),
        key: nameOf(one),
        connector: source.connector,
        at: open.now(),
      },
      destination,
    );
    const kind = findDestinationKind(destination.kind);
    if (steps.length === 0 || kind === undefined) {
      say(`Acknowledge "${event.title}" in the tool now.`);
    } else {
      const deps = { outgoing, limit: createRateLimit(systemClock), clock: systemClock };
      for (const { file: _none, ...step } of steps) {
        await performStep(deps, { destination, kind }, open.newId(), step);
      }
    }
    const missing = `${one.number} is not in state ${wanted}: does the tool post what happens to ${source.name}?`;
    return until(withinMs, missing, async () => {
      const { state } = await hands.read(route.table, one.sys_id);
      return state === wanted ? `${one.number} is in state ${state}` : undefined;
    });
  }

  function untilSaid(one: HandledRecord) {
    const missing = `the tool opened the alert and did not post it to the source ${source.name}: connect its webhook`;
    return until(withinMs, missing, async () => {
      const [first, ...rest] = await said(one);
      return first === undefined ? undefined : ([first, ...rest] as const);
    });
  }

  async function resolve(): Promise<string> {
    const one = theRecord();
    const [state] = Object.entries(route.inwardStates).find(([, is]) => is === 'resolved') ?? [];
    if (state === undefined) {
      throw new RelayError('NOT_FOUND', `To the route ${route.name} no state is resolved.`);
    }
    await hands.update(route.table, one.sys_id, {
      state,
      close_code: route.closeCode.source,
      close_notes: 'Test ended.',
    });
    const told = await untilTold(one, 'resolve', `nobody was told that ${one.number} is resolved`);
    const missing = `${told}, and the tool does not say that the alert is resolved`;
    return until(withinMs, missing, async () => {
      const [last] = await said(one);
      return last?.status === 'resolved' ? `${told}, and says that it is resolved` : undefined;
    });
  }

  return { actions: [create, opened, acknowledge, resolve], record: () => record };
}

/** What a person does who presses the button in the tool, as a write-back about the record. */
function toAcknowledgement(
  { route, connection }: ChecklistRequest,
  { sys_id: sysId, number, state }: HandledRecord,
  event: AlertEvent,
): Omit<WriteBack, 'id' | 'key' | 'connector' | 'at'> {
  const { title, severity } = event;
  return {
    kind: 'acknowledge',
    from: 'firing',
    alerts: [event],
    record: { table: route.table, sysId, number, title, severity, state, url: connection.url },
    changes: {},
    journal: [],
    attachments: [],
    actor: 'alert-relay send-test',
    remembered: {},
  };
}

const LOOK_EVERY_MS = 200;

async function until<Thing>(
  withinMs: number,
  missing: string,
  look: () => Promise<Thing | undefined>,
): Promise<Thing> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) {
      throw new RelayError('NOT_FOUND', `${missing} (waited ${withinMs / 1000} s).`);
    }
    await delay(LOOK_EVERY_MS);
  }
}

const marks = { passed: 'ok     ', failed: 'FAILED ', blocked: 'blocked' } as const;

export function printChecklist({ steps, well, connection }: Checklist): readonly string[] {
  return [
    ...steps.map(
      ({ title, outcome, detail }, index) =>
        `${index + 1} ${marks[outcome]} ${title}\n          ${detail}`,
    ),
    well
      ? 'Records and alerts follow each other both ways.'
      : `"alert-relay doctor ${connection}" says more.`,
  ];
}
