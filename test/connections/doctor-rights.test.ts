import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findRoleRecords } from '../../relay/src/doctor/find-role-records.ts';
import type { Credentials, Route } from '../../relay/src/domain/configuration.ts';
import { toLeastRoles, toRoleNeeds } from '../../relay/src/domain/role-matrix.ts';
import { sampleConnection, sampleRoute } from '../../relay/src/domain/samples.ts';
import { systemClock } from '../../relay/src/lib/clock.ts';
import { Secret } from '../../relay/src/lib/secret.ts';
import { createInspector } from '../../relay/src/servicenow/inspect-instance.ts';
import type { Instance } from '../instance/create-instance.ts';
import { signInWithBrowser } from '../instance/testing/browser.ts';
import type { TestClient } from '../instance/testing/client.ts';
import {
  startExamined,
  resultOf,
  faultOf,
  byClient,
  type Examined,
  type Wanted,
} from './examined.ts';

/** The doctor on what an account may do: each missing right by name. */

const closing: (() => Promise<unknown>)[] = [];
let examined: Examined;
let instance: Instance;
let admin: TestClient;
let examineWith: Examined['examineWith'];
let makeClient: Examined['makeClient'];
let accountWith: Examined['accountWith'];
let outgoing: Examined['outgoing'];

beforeAll(async () => {
  examined = await startExamined();
  ({ instance, admin, examineWith, makeClient, accountWith, outgoing } = examined);
});

afterEach(async () => {
  examined.instance.control.clearFaults();
  for (const close of closing.splice(0).toReversed()) await close();
});

afterAll(() => examined.close());

test('an administrator is accepted, with a warning', async () => {
  const { user, password } = instance.admin;

  const found = await examineWith({
    credentials: { kind: 'basic', user, password: new Secret(password) },
  });

  expect(resultOf(found, 'role:x_alrt_relay.api_user')?.verdict).toBe('pass');
  expect(resultOf(found, 'excess-rights')).toMatchObject({
    verdict: 'warn',
    code: 'excess-rights',
  });
});

const profiles = {
  'app mode': { mode: 'app', routes: [sampleRoute({ references: [] })] },
  'table mode, incidents': { mode: 'table', routes: [sampleRoute({ references: [] })] },
  'table mode, problems': {
    mode: 'table',
    routes: [
      sampleRoute({
        references: [],
        table: 'problem',
        outwardStates: {
          ...sampleRoute().outwardStates,
          firing: '101',
          acknowledged: '102',
          unacknowledged: '101',
          resolved: undefined,
        },
        inwardStates: { '101': 'firing', '107': 'resolved' },
      }),
    ],
  },
} as const satisfies Record<string, { mode: 'app' | 'table'; routes: readonly Route[] }>;

/** The least rights of a profile, each with what is to be seen when it alone is taken away. */
const rights = Object.entries(profiles).flatMap(([profile, { mode, routes }]) => {
  const needs = toRoleNeeds({ mode }, routes);
  const least = toLeastRoles({ mode }, routes);
  const all = [...least, ...needs.filter(({ need }) => need === 'advised').map(({ role }) => role)];
  return needs.map(({ role, need }) => ({ profile, mode, routes, role, need, all }));
});

test.each(Object.entries(profiles))(
  '%s: the least rights are enough',
  async (_name, { mode, routes }) => {
    const found = await examineWith({
      mode,
      changes: 'off',
      routes,
      credentials: accountWith(toLeastRoles({ mode }, routes)),
    });

    expect(faultOf(found)).toEqual({ failed: [], blockers: [] });
    expect(found.well).toBe(true);
  },
);

test.each(rights)(
  '$profile: without $role it is missed by name',
  async ({ mode, routes, role, need, all }) => {
    const held = all.filter((name) => name !== role);

    const found = await examineWith({
      mode,
      changes: 'off',
      routes,
      credentials: accountWith(held),
    });

    const check = `role:${role}`;
    expect(resultOf(found, check)).toMatchObject({
      verdict: need === 'needed' ? 'fail' : 'warn',
      code: 'role-missing',
    });
    const others = found.checks.filter(({ id }) => id.startsWith('role:') && id !== check);
    expect(others.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    const { blockers } = faultOf(found);
    expect(blockers).toEqual(need === 'needed' ? [check] : []);
    expect(found.well).toBe(need !== 'needed');
  },
);

test('a state and a close code that the table does not know, and a group that is not there', async () => {
  const client = await makeClient();
  const route = sampleRoute({
    outwardStates: { ...sampleRoute().outwardStates, acknowledged: '99' },
  });

  const found = await examineWith({
    credentials: byClient(client),
    changes: 'off',
    routes: [route],
  });

  expect(resultOf(found, 'states:ops')).toMatchObject({ verdict: 'fail', code: 'unknown-state' });
  expect(resultOf(found, 'resolve:ops')?.verdict).toBe('pass');
  expect(resultOf(found, 'references')).toMatchObject({ verdict: 'fail', code: 'name-unknown' });
});

test('a data policy that demands what no route fills is named, to who may see it', async () => {
  const policy = await admin.post('/api/now/table/sys_data_policy2', {
    short_description: 'Business service is needed',
    model_table: 'incident',
    active: 'true',
  });
  await admin.post('/api/now/table/sys_data_policy_rule', {
    sys_data_policy: String(policy.result['sys_id']),
    table: 'incident',
    field: 'business_service',
    mandatory: 'true',
  });
  closing.push(() =>
    admin.delete(`/api/now/table/sys_data_policy2/${String(policy.result['sys_id'])}`),
  );
  const { user, password } = instance.integration;
  const credentials: Credentials = { kind: 'basic', user, password: new Secret(password) };
  const routes = [sampleRoute({ references: [] })];

  const seen = await examineWith({ credentials, routes, asAdmin: true });
  const unseen = await examineWith({ credentials, routes });
  const filled = [sampleRoute({ references: [], defaults: { business_service: 'x' } })];
  const well = await examineWith({ credentials, routes: filled, asAdmin: true });

  expect(resultOf(seen, 'policies:ops')).toMatchObject({
    verdict: 'warn',
    code: 'data-policy',
    evidence: expect.stringContaining('business_service (Business service is needed)'),
  });
  expect(resultOf(unseen, 'policies:ops')).toMatchObject({ verdict: 'skip' });
  expect(resultOf(well, 'policies:ops')).toMatchObject({ verdict: 'pass' });
});

describe('the least rights, printed as records', () => {
  const inspectorOf = (credentials: Credentials) =>
    createInspector(
      { outgoing, clock: systemClock, deadlineMs: 20_000 },
      sampleConnection({ url: instance.url, credentials }),
    );

  async function importXml(text: string): Promise<number> {
    const browser = await signInWithBrowser(instance.url, instance.admin);
    await browser.get('/upload.do?sysparm_target=sys_user_has_role');
    const form = new FormData();
    form.set('sysparm_ck', browser.token());
    form.set('sysparm_target', 'sys_user_has_role');
    form.set('attachFile', new Blob([text], { type: 'text/xml' }), 'rights.xml');
    const headers = { cookie: browser.cookie() };
    const answer = await fetch(`${instance.url}/sys_upload.do`, {
      method: 'POST',
      headers,
      body: form,
    });
    await answer.text();
    return answer.status;
  }

  test.each(Object.entries(profiles))(
    '%s: imported into an instance they are what the doctor asks for, however often',
    async (_name, { mode, routes }) => {
      const credentials = accountWith([]);
      const { user, password } = instance.admin;
      const eyes = inspectorOf({ kind: 'basic', user, password: new Secret(password) });
      const look = () => examineWith({ mode, changes: 'off', routes, credentials });
      const before = await look();

      const least = toLeastRoles({ mode }, routes);
      const xml = await findRoleRecords(inspectorOf(credentials), eyes, least);
      const imported = [await importXml(xml), await importXml(xml)];
      const after = await look();

      expect(before.well).toBe(false);
      expect(imported).toEqual([200, 200]);
      expect(faultOf(after)).toEqual({ failed: [], blockers: [] });
      expect(after.well).toBe(true);
    },
  );
});

describe('whether the column of the key is indexed, in table mode', () => {
  const id = 'correlation-index:incident';
  const byPlainTable = () => ({
    mode: 'table' as const,
    changes: 'off' as const,
    routes: profiles['table mode, incidents'].routes,
    credentials: accountWith(['sn_incident_write']),
  });

  test('is read from the list of indexes, with the eyes of an administrator', async () => {
    const made = await admin.post('/api/now/table/sys_index', {
      table: 'task',
      name: 'task_correlation',
      index_col_name: 'correlation_id,number',
    });
    closing.push(() => admin.delete(`/api/now/table/sys_index/${String(made.result['sys_id'])}`));

    const found = await examineWith({ ...byPlainTable(), asAdmin: true });

    expect(resultOf(found, id)).toMatchObject({
      verdict: 'pass',
      evidence: 'index task_correlation of task begins with correlation_id',
    });
  });

  test('is judged by a search where the list has none or is not shown, and says which', async () => {
    const assisted = await examineWith({ ...byPlainTable(), asAdmin: true });
    const alone = await examineWith(byPlainTable());

    expect(resultOf(assisted, id)).toMatchObject({
      verdict: 'pass',
      evidence: expect.stringMatching(
        /took \d+ ms; sys_index lists none of incident and task on it/,
      ),
    });
    expect(resultOf(alone, id)).toMatchObject({
      verdict: 'pass',
      evidence: expect.stringMatching(
        /took \d+ ms; the list of indexes is shown to administrators/,
      ),
    });
  });

  test('a search that takes long is told', async () => {
    instance.control.addFault({
      match: { table: 'incident', nth: 3 },
      action: { delayMs: 2_200 },
      times: 1,
    });

    const slow = await examineWith(byPlainTable());

    expect(resultOf(slow, id)).toMatchObject({ verdict: 'warn', code: 'correlation-not-indexed' });
  });
});

describe('whether deletions can be read, in table mode', () => {
  const look = async (roles: readonly string[], change: Partial<Wanted> = {}) => {
    const credentials = accountWith(['sn_incident_write', ...roles]);
    const [route] = profiles['table mode, incidents'].routes;
    const found = await examineWith({ mode: 'table', routes: [route], credentials, ...change });
    expect(found.well).toBe(true);
    return resultOf(found, 'deletions');
  };
  const withoutDeletes = sampleRoute({
    references: [],
    backSync: { ...sampleRoute().backSync, deletes: 'off' },
  });

  test('an account that may not read them is told, with the cure', async () => {
    expect(await look([])).toMatchObject({
      verdict: 'warn',
      code: 'deletions-hidden',
      cure: expect.stringContaining('read rule on sys_audit_delete'),
    });
  });

  test('an account that may passes', async () => {
    expect(await look(['admin'])).toMatchObject({ verdict: 'pass' });
  });

  test('where no route tells of them, or nothing is polled, nobody looks', async () => {
    expect(await look([], { routes: [withoutDeletes] })).toBeUndefined();
    expect(await look([], { changes: 'off' })).toBeUndefined();
  });
});
