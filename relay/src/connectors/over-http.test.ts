import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { Connector, Delivery } from '../connector-kit/connector.ts';
import type { SampleRequest } from '../connector-kit/sample-request.ts';
import { plainRouting } from '../domain/find-configured.ts';
import { createIntakeRouter } from '../intake/router.ts';
import { RelayError } from '../lib/errors.ts';
import { connectors } from './registry.ts';

const now = 1_795_000_000_000;

async function sampleOf({ id }: Connector) {
  const loaded: { sampleRequest: SampleRequest } = await import(`./${id}/sample-request.ts`);
  const folder = join(import.meta.dirname, id, 'samples');
  const [first = ''] = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted();
  const body = readFileSync(join(folder, first));
  return { sample: loaded.sampleRequest, delivery: loaded.sampleRequest.toDelivery(body, now) };
}

/** The intake with one source of this kind; what it keeps goes nowhere, or fails. */
function createIntake(connector: Connector, sample: SampleRequest, isBusy: boolean) {
  const { settings, fetched = '' } = sample;
  const source = {
    workspace: 'w',
    name: 's',
    connector: connector.id,
    settings,
    enabled: true,
  };
  const router = createIntakeRouter({
    deliveries: {
      findSource: () => source,
      findConnector: () => connector,
      routesOf: () => [],
      routingOf: plainRouting,
      keep: () =>
        isBusy
          ? Promise.reject(new RelayError('STORE_UNAVAILABLE', 'The disk is full.'))
          : Promise.resolve(),
      fetchText: () => Promise.resolve(fetched),
      visit: () => Promise.resolve(),
      clock: { now: () => now },
      newId: () => 'id-1',
    },
    changes: {
      findConnection: () => undefined,
      keep: () => Promise.resolve(),
      clock: { now: () => now },
    },
    ruleRecords: {
      findConnection: () => undefined,
      findTokenHash: () => Promise.resolve(undefined),
      keep: () => Promise.resolve(),
    },
    maxBodyBytes: 1_000_000,
    noteApp: () => undefined,
    metrics: { countRefused: () => undefined, countDelivery: () => undefined },
  });
  const answerWithStatus: express.ErrorRequestHandler = (error, _request, response, next) => {
    if (error instanceof RelayError)
      response.sendStatus(error.code === 'SIGNATURE_MISMATCH' ? 401 : 503);
    else next(error);
  };
  return express().use(router).use(answerWithStatus);
}

function send(app: express.Express, { suffix, query, headers, body }: Delivery) {
  return request(app)
    .post(`/in/w/s${suffix}`)
    .query(query)
    .set('content-type', 'application/json')
    .set(Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value ?? ''])))
    .send(Buffer.from(body).toString('utf8'));
}

describe.each(connectors)('$id over HTTP', (connector) => {
  test('is answered as its tool needs it', async () => {
    const { sample, delivery } = await sampleOf(connector);

    const answer = await send(createIntake(connector, sample, false), delivery);

    expect(answer.status).toBe(connector.answers.success);
    expect(answer.headers['content-type']).toMatch(/^(?:application\/json|text\/plain)/);
  });

  test('is refused with another secret', async () => {
    const { sample, delivery } = await sampleOf(connector);
    const other = { ...sample, settings: sample.otherSettings };

    expect((await send(createIntake(connector, other, false), delivery)).status).toBe(401);
  });

  test('makes its tool come again when nothing can be kept', async () => {
    const { sample, delivery } = await sampleOf(connector);
    const answer = send(createIntake(connector, sample, true), delivery).then(
      ({ status }) => status,
      () => 'close' as const,
    );

    expect(await answer).toBe(connector.answers.whenBusy);
  });
});
