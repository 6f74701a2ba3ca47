import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineConnector, type Verdict } from '../connector-kit/connector.ts';
import { RelayError } from '../lib/errors.ts';
import { plainRouting } from '../domain/find-configured.ts';
import { sampleEvent, sampleRoute } from '../domain/samples.ts';
import {
  type AcceptedDelivery,
  receiveDelivery,
  type ReceiveDeliveryDeps,
} from './receive-delivery.ts';

const certificate = 'the certificate';
const needed = 'https://tool.example/certificate.pem';

/** A tool that uses every part of the contract: the body says what it is about. */
const peculiar = defineConnector({
  id: 'peculiar',
  name: 'Peculiar',
  docsUrl: 'https://tool.example',
  settings: z.object({ key: z.string() }),
  payload: z.object({ kind: z.string() }),
  answers: {
    success: 202,
    whenBusy: 503,
    deadlineMs: 1000,
    body: (kept, { suffix }) => ({ status: 'success', at: suffix, events: kept.events }),
  },
  suffixes: ['/v2/enqueue'],
  verify: (_delivery, _settings, fetched): Verdict => {
    if (fetched === undefined) return { kind: 'needs', url: needed };
    return fetched === certificate ? { kind: 'genuine' } : { kind: 'refused', because: 'mismatch' };
  },
  confirm: ({ kind }) => (kind === 'subscription' ? 'https://tool.example/confirm' : undefined),
  normalize: () => [sampleEvent()],
  respond: ({ method }) =>
    method === 'OPTIONS' ? { status: 200, headers: { allow: 'POST' }, body: '' } : undefined,
});

interface Kept {
  readonly accepted: AcceptedDelivery[];
  readonly visited: string[];
}

function setUp(change: Partial<ReceiveDeliveryDeps> = {}): {
  readonly deps: ReceiveDeliveryDeps;
  readonly kept: Kept;
} {
  const kept: Kept = { accepted: [], visited: [] };
  let ids = 0;
  const deps: ReceiveDeliveryDeps = {
    findSource: (workspace, name) => ({
      workspace,
      name,
      connector: 'peculiar',
      settings: { key: 'k' },
      enabled: true,
    }),
    findConnector: () => peculiar,
    routesOf: () => [sampleRoute({ sources: ['tool'] })],
    routingOf: plainRouting,
    keep: (accepted) => {
      kept.accepted.push(accepted);
      return Promise.resolve();
    },
    fetchText: (url) => Promise.resolve(url === needed ? certificate : ''),
    visit: (url) => {
      kept.visited.push(url);
      return Promise.resolve();
    },
    clock: { now: () => 1_795_000_000_000 },
    newId: () => `id-${(ids += 1)}`,
    ...change,
  };
  return { deps, kept };
}

function request(body: unknown, change: object = {}) {
  return {
    workspace: 'default',
    source: 'tool',
    method: 'POST',
    suffix: '/v2/enqueue',
    query: {},
    headers: {},
    body: Buffer.from(JSON.stringify(body)),
    ...change,
  };
}

test('what a connector needs to judge a delivery is fetched, and the answer has the form of its tool', async () => {
  const { deps, kept } = setUp();

  const outcome = await receiveDelivery(deps, request({ kind: 'alert' }));

  expect(outcome).toEqual({
    kind: 'kept',
    answer: 202,
    body: { status: 'success', at: '/v2/enqueue', events: 1 },
  });
  expect(kept.accepted[0]).toMatchObject({ delivery: { status: 'accepted' }, jobs: [{}] });
});

test('what was fetched decides', async () => {
  const { deps, kept } = setUp({ fetchText: () => Promise.resolve('of somebody else') });

  const outcome = await receiveDelivery(deps, request({ kind: 'alert' }));

  expect(outcome).toEqual({ kind: 'refused', because: 'mismatch' });
  expect(kept.accepted).toEqual([]);
});

test('without what is needed the tool is told to come again', async () => {
  const error = new RelayError('DESTINATION_UNAVAILABLE', 'no answer');
  const { deps, kept } = setUp({ fetchText: () => Promise.reject(error) });

  const outcome = await receiveDelivery(deps, request({ kind: 'alert' }));

  expect(outcome).toEqual({ kind: 'busy', error, answer: 503 });
  expect(kept.accepted).toEqual([]);
});

test('a subscription is confirmed, and kept as a delivery without events', async () => {
  const { deps, kept } = setUp();

  await receiveDelivery(deps, request({ kind: 'subscription' }));

  expect(kept.visited).toEqual(['https://tool.example/confirm']);
  expect(kept.accepted[0]).toMatchObject({
    delivery: { status: 'accepted', reason: 'The subscription was confirmed.' },
    events: [],
    jobs: [],
  });
});

test('a connector that needs yet another thing lets nobody in', async () => {
  const insatiable = { ...peculiar, verify: (): Verdict => ({ kind: 'needs', url: needed }) };
  const { deps, kept } = setUp({ findConnector: () => insatiable });

  const outcome = await receiveDelivery(deps, request({ kind: 'alert' }));

  expect(outcome).toEqual({ kind: 'refused', because: 'mismatch' });
  expect(kept.accepted).toEqual([]);
});

test('a source that is switched off keeps nothing, and tells only those who can sign', async () => {
  const { deps, kept } = setUp();
  const off: ReceiveDeliveryDeps = {
    ...deps,
    findSource: (workspace, name) => {
      const source = deps.findSource(workspace, name);
      return source && { ...source, enabled: false };
    },
  };
  const stranger = { ...off, fetchText: () => Promise.resolve('of somebody else') };

  expect(await receiveDelivery(off, request({ kind: 'alert' }))).toEqual({ kind: 'disabled' });
  expect(await receiveDelivery(stranger, request({ kind: 'alert' }))).toMatchObject({
    kind: 'refused',
  });
  expect(kept.accepted).toEqual([]);
});

test('a subscription that cannot be confirmed now is not kept, so that the tool asks again', async () => {
  const error = new RelayError('DESTINATION_UNAVAILABLE', 'no answer');
  const { deps, kept } = setUp({ visit: () => Promise.reject(error) });

  const outcome = await receiveDelivery(deps, request({ kind: 'subscription' }));

  expect(outcome).toMatchObject({ kind: 'busy', answer: 503 });
  expect(kept.accepted).toEqual([]);
});

test('a handshake is answered by the connector and leaves nothing behind', async () => {
  const { deps, kept } = setUp();

  const outcome = await receiveDelivery(deps, request({}, { method: 'OPTIONS' }));

  expect(outcome).toEqual({
    kind: 'own-answer',
    answer: { status: 200, headers: { allow: 'POST' }, body: '' },
  });
  expect(kept.accepted).toEqual([]);
});

test('there is nothing at a path that the tool does not use', async () => {
  const { deps } = setUp();
  const elsewhere = request({}, { suffix: '/v3/enqueue' });

  expect(await receiveDelivery(deps, elsewhere)).toEqual({ kind: 'unknown-source' });
});

test('a method that the tool does not use keeps nothing', async () => {
  const { deps, kept } = setUp();

  const outcome = await receiveDelivery(deps, request({}, { method: 'PUT' }));

  expect(outcome).toEqual({ kind: 'wrong-method', methods: ['POST'] });
  expect(kept.accepted).toEqual([]);
});

test('headers that let in are not kept', async () => {
  const { deps, kept } = setUp();
  const headers = {
    authorization: 'a',
    'x-gitlab-token': 'b',
    'x-api-key': 'c',
    'user-agent': 'd',
  };

  await receiveDelivery(deps, request({ kind: 'alert' }, { headers }));

  expect(kept.accepted[0]?.delivery.headers).toBe('{"user-agent":"d"}');
});
