import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hereOrSkipped } from '../../support/here-or-skipped.ts';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient } from '../testing/client.ts';
import { fetchPackage } from './fetch-package.ts';

interface Found {
  readonly items: readonly Record<string, string>[];
  readonly totalCount: number;
}

type Build<Given extends unknown[], Made> = new (...given: Given) => Made;
const silent = { info: () => {}, warn: () => {}, error: () => {} };
const isClass = (value: unknown): boolean => typeof value === 'function';

const Connection = z.object({
  ServiceNowConnection: z.custom<Build<[config: object, logger: object], object>>(isClass),
});
const Client = z.object({
  DefaultServiceNowClient:
    z.custom<Build<[object, object], { fetchIncidents(options: object): Promise<Found> }>>(isClass),
});
const Checker = z.object({
  ServiceNowSchemaChecker:
    z.custom<Build<[object], { fieldExists(...names: string[]): Promise<boolean> }>>(isClass),
});

/** Only its ServiceNow code: the whole plug-in brings the Backstage server along. */
const folder = fetchPackage({
  name: '@backstage-community/plugin-servicenow-backend',
  version: '1.14.1',
  integrity:
    'sha512-Tc6ZpulvuKG+x56u08olDCgIlOLhCrwD0Thi/T0B9oL3KNL9PNkzmDdDc1aNpgL0ElpqRVO9x3Pt4gwkWQfXJA==',
});
const here = hereOrSkipped(folder !== undefined, 'the registry of npm');

let instance: Instance;

describe.skipIf(!here)('the ServiceNow client of a Backstage plug-in', () => {
  beforeAll(async () => {
    instance = await createInstance({ scheduledJobs: false });
  });

  afterAll(async () => {
    await instance.close();
  });

  const load = (file: string): unknown =>
    createRequire(import.meta.url)(path.join(folder ?? '', 'dist/service-now-rest', file));

  function connect(): object {
    const { user, password, clientId, clientSecret } = {
      ...instance.integration,
      ...instance.admin,
    };
    const { ServiceNowConnection } = Connection.parse(load('connection.cjs.js'));
    const oauth = { grantType: 'password', clientId, clientSecret, username: user, password };
    return new ServiceNowConnection({ servicenow: { instanceUrl: instance.url, oauth } }, silent);
  }

  test('gets a token and finds the incidents of a person', async () => {
    const admin = createTestClient(instance.url, instance.admin);
    const person = await admin.post('/api/now/table/sys_user', {
      user_name: 'backstage',
      last_name: 'Backstage',
      email: 'backstage@example.com',
    });
    for (const text of ['first', 'second', 'third']) {
      await admin.post('/api/now/table/incident', {
        short_description: `of backstage: ${text}`,
        caller_id: String(person.result['sys_id']),
      });
    }
    const { DefaultServiceNowClient } = Client.parse(load('client.cjs.js'));
    const client = new DefaultServiceNowClient(connect(), silent);

    const found = await client.fetchIncidents({
      userEmail: 'backstage@example.com',
      state: 'IN1,2',
      search: 'backstage',
      order: 'desc',
      orderBy: 'number',
      limit: 2,
      offset: 0,
    });

    expect(found.totalCount).toBe(3);
    expect(found.items.map((incident) => incident['short_description'])).toEqual([
      'of backstage: third',
      'of backstage: second',
    ]);
    expect(Object.keys(found.items[0] ?? {}).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'description',
      'incident_state',
      'number',
      'priority',
      'short_description',
      'sys_created_on',
      'sys_id',
      'url',
    ]);
  });

  test('knows which fields an incident has', async () => {
    const { ServiceNowSchemaChecker } = Checker.parse(load('schema-checker.cjs.js'));
    const checker = new ServiceNowSchemaChecker(connect());

    expect(await checker.fieldExists('incident_state', 'severity')).toBe(true);
    expect(await checker.fieldExists('u_backstage_entity_id')).toBe(false);
  });
});
