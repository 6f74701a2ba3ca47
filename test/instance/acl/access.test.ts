import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';
import { role, sampleId, table, writeSampleApp, type SampleRecord } from '../testing/sample-app.ts';

/** A rule with its roles, as the SDK ships them: one record for the rule, one for each role. */
function acl(
  key: string,
  name: string,
  operation: string,
  roles: readonly string[],
  values: Readonly<Record<string, string>> = {},
): SampleRecord[] {
  return [
    {
      table: 'sys_security_acl',
      key: `acl ${key}`,
      values: {
        name,
        operation,
        type: 'record',
        active: 'true',
        admin_overrides: 'true',
        decision_type: 'allow',
        ...values,
      },
    },
    ...roles.map((one) => ({
      table: 'sys_security_acl_role',
      key: `acl ${key} ${one}`,
      values: { sys_security_acl: sampleId(`acl ${key}`), sys_user_role: sampleId(`role ${one}`) },
    })),
  ];
}

const base = 'x_test_thing';
const child = 'x_test_special';

const records: readonly SampleRecord[] = [
  role('reader'),
  role('writer'),
  role('other'),
  ...table(base, { name: { display: 'true' }, secret: {}, guarded: {}, owner: {} }),
  {
    table: 'sys_dictionary',
    key: 'class',
    values: {
      name: base,
      element: 'sys_class_name',
      column_label: 'Class',
      internal_type: 'sys_class_name',
      max_length: '80',
      active: 'true',
    },
  },
  {
    table: 'sys_db_object',
    key: `table ${child}`,
    values: {
      name: child,
      label: child,
      super_class: sampleId(`table ${base}`),
      ws_access: 'true',
    },
  },
  ...acl('read', base, 'read', ['reader', 'writer'], { condition: 'nameNOT LIKEhidden' }),
  ...acl('read own', base, 'read', [], { condition: 'owner=javascript:gs.getUserID()' }),
  ...acl('write', base, 'write', ['writer']),
  ...acl('create', base, 'create', ['writer']),
  ...acl('delete', base, 'delete', ['writer'], { script: "answer = current.name != 'keep';" }),
  ...acl('child read', child, 'read', ['other']),
  ...acl('secret read', `${base}.secret`, 'read', ['writer']),
  ...acl('guarded write', `${base}.guarded`, 'write', ['other']),
];

interface People {
  readonly instance: Instance;
  readonly admin: TestClient;
  readonly reader: TestClient;
  readonly writer: TestClient;
  readonly nobody: TestClient;
}

async function start(
  aclFallThrough: 'nearest' | 'next',
  more: readonly SampleRecord[] = [],
): Promise<People> {
  const app = writeSampleApp({ records: [...records, ...more] });
  const instance = await createInstance({
    app,
    aclFallThrough,
    demoData: false,
    scheduledJobs: false,
  });
  const user = (userName: string, roles: readonly string[]): TestClient => {
    instance.control.createUser({ userName, password: 'secret', roles });
    return createTestClient(instance.url, { user: userName, password: 'secret' });
  };
  return {
    instance,
    admin: createTestClient(instance.url, instance.admin),
    reader: user('reader', ['x_test.reader']),
    writer: user('writer', ['x_test.writer']),
    nobody: user('nobody', []),
  };
}

let people: People;

beforeAll(async () => {
  people = await start('nearest');
  for (const name of ['one', 'two hidden', 'three', 'keep']) {
    await people.admin.post(`/api/now/table/${base}`, { name, secret: 's', guarded: 'g' });
  }
});

afterAll(async () => {
  await people.instance.close();
});

const named = (name: string): string => `/api/now/table/${base}?sysparm_query=name=${name}`;

async function idOf(name: string): Promise<string> {
  const found = await people.admin.get(named(name));
  return String(found.list[0]?.['sys_id']);
}

describe('reading', () => {
  test('leaves out rows that the rule hides, and counts them all the same', async () => {
    const answer = await people.reader.get(`/api/now/table/${base}?sysparm_query=ORDERBYname`);

    expect(answer.list.map((row) => row['name'])).toEqual(['keep', 'one', 'three']);
    expect(answer.headers.get('x-total-count')).toBe('4');
  });

  test('applies the limit before the rules, so that a page may be short', async () => {
    const answer = await people.reader.get(
      `/api/now/table/${base}?sysparm_query=ORDERBYDESCname&sysparm_limit=1`,
    );

    expect(answer.list).toEqual([]);
  });

  test('finds nothing under the id of a hidden row', async () => {
    const answer = await people.reader.get(`/api/now/table/${base}/${await idOf('two hidden')}`);

    expect(answer.status).toBe(404);
  });

  test('answers with an empty list when only a condition could let rows through', async () => {
    const answer = await people.nobody.get(`/api/now/table/${base}`);

    expect([answer.status, answer.list]).toEqual([200, []]);
  });

  test('answers 403 when no role of the caller can pass', async () => {
    const answer = await people.nobody.get(`/api/now/table/${child}`);

    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({
      error: { message: 'Insufficient rights to query records', detail: null },
      status: 'failure',
    });
  });

  test('leaves out fields that are hidden, and refuses queries on them', async () => {
    const shown = await people.reader.get(named('one'));
    const asked = await people.reader.get(`/api/now/table/${base}?sysparm_query=secret=s`);

    expect(shown.list[0]).not.toHaveProperty('secret');
    expect(asked.status).toBe(403);
    expect(asked.body).toMatchObject({
      error: { detail: 'Field(s) present in the query do not have permission to be read' },
    });
  });

  test('passes administrators by override', async () => {
    const answer = await people.admin.get(`/api/now/table/${base}`);

    expect(answer.list).toHaveLength(4);
  });
});

describe('writing', () => {
  test('drops fields that may not be written and saves the others', async () => {
    const answer = await people.writer.patch(`/api/now/table/${base}/${await idOf('three')}`, {
      owner: 'new',
      guarded: 'changed',
    });

    expect(answer.status).toBe(200);
    expect(answer.result).toMatchObject({ owner: 'new', guarded: 'g' });
  });

  test.each([
    ['post', 'Insert'],
    ['patch', 'Update'],
    ['delete', 'Delete'],
  ] as const)('refuses %s without the role', async (method, operation) => {
    const path = {
      post: `/api/now/table/${base}`,
      patch: `/api/now/table/${base}/${await idOf('one')}`,
      delete: `/api/now/table/${base}/${await idOf('one')}`,
    };

    const answer = await people.reader[method](path[method], { owner: 'x' });

    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({
      error: {
        message: 'Operation Failed',
        detail: `ACL Exception ${operation} Failed due to security constraints`,
      },
      status: 'failure',
    });
  });

  test('asks the script of a rule with the record at hand', async () => {
    const kept = await people.writer.delete(`/api/now/table/${base}/${await idOf('keep')}`);

    expect(kept.status).toBe(403);
  });
});

describe('points', () => {
  const deny = [
    ...acl('deny', base, 'read', ['writer'], { decision_type: 'deny' }),
    ...acl('blank', child, 'write', []),
    ...acl('applies', `${base}.owner`, 'read', ['other'], { applies_to: 'name=one' }),
  ];

  test.each([
    ['nearest', 403],
    ['next', 200],
  ] as const)('a rule that fails on the child: %s', async (fallThrough, status) => {
    const other = await start(fallThrough);

    const answer = await other.reader.get(`/api/now/table/${child}`);
    await other.instance.close();

    expect(answer.status).toBe(status);
  });

  test.each(['nearest', 'next'] as const)(
    'nobody changes access rules over REST, administrators included: %s',
    async (fallThrough) => {
      const other = await start(fallThrough);
      const rules = await other.admin.get('/api/now/table/sys_security_acl?sysparm_limit=1');
      const path = `/api/now/table/sys_security_acl/${String(rules.list[0]?.['sys_id'])}`;

      const answers = [
        await other.admin.post('/api/now/table/sys_security_acl', { name: 'incident' }),
        await other.admin.patch(path, { active: 'false' }),
        await other.admin.delete(path),
      ];
      await other.instance.close();

      expect(rules.list).toHaveLength(1);
      expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403]);
    },
  );

  test('a rule without admin override holds administrators to its condition', async () => {
    const other = await start(
      'nearest',
      acl('strict', `${base}.owner`, 'read', [], {
        admin_overrides: 'false',
        condition: 'name=two',
      }),
    );
    await other.admin.post(`/api/now/table/${base}`, { name: 'one', owner: 'o' });
    await other.admin.post(`/api/now/table/${base}`, { name: 'two', owner: 'o' });

    const answer = await other.admin.get(
      `/api/now/table/${base}?sysparm_query=ORDERBYname&sysparm_fields=name,owner`,
    );
    await other.instance.close();

    expect(answer.list).toEqual([{ name: 'one' }, { name: 'two', owner: 'o' }]);
  });

  test('deny-unless comes first, blank rules deny, and applies-to limits a rule to its records', async () => {
    const other = await start('nearest', deny);
    await other.admin.post(`/api/now/table/${base}`, { name: 'one', owner: 'o' });
    await other.admin.post(`/api/now/table/${base}`, { name: 'two', owner: 'o' });

    const reader = await other.reader.get(`/api/now/table/${base}`);
    const writer = await other.writer.get(
      `/api/now/table/${base}?sysparm_query=ORDERBYname&sysparm_fields=name,owner`,
    );
    await other.instance.close();

    // No role of the reader could ever pass, so this is no empty list.
    expect(reader.status).toBe(403);
    expect(writer.list).toEqual([{ name: 'one' }, { name: 'two', owner: 'o' }]);
  });
});

describe('stock roles on incident', () => {
  test.each([
    ['nobody at all', [], [200, 0, 403]],
    ['snc_read_only', ['snc_read_only'], [200, 0, 403]],
    ['sn_incident_read', ['sn_incident_read'], [200, 1, 403]],
    ['itil', ['itil'], [200, 1, 200]],
  ] as const)('%s', async (name, roles, expected) => {
    const created = await people.admin.post('/api/now/table/incident', { short_description: name });
    people.instance.control.createUser({ userName: `role ${name}`, password: 'p', roles });
    const client = createTestClient(people.instance.url, { user: `role ${name}`, password: 'p' });

    const read = await client.get(
      `/api/now/table/incident?sysparm_query=sys_id=${created.result['sys_id']}`,
    );
    const dictionary = await client.get('/api/now/table/sys_db_object?sysparm_limit=1');

    expect([read.status, read.list.length, dictionary.status]).toEqual(expected);
  });

  const withRoles = (userName: string, roles: readonly string[]): TestClient => {
    people.instance.control.createUser({ userName, password: 'p', roles });
    return createTestClient(people.instance.url, { user: userName, password: 'p' });
  };

  test.each([
    [[], { urgency: '3', severity: '3', priority: '5' }],
    [['sn_incident_read'], { urgency: '3', severity: '3', priority: '5' }],
    [['sn_incident_write'], { urgency: '1', severity: '1', priority: '1' }],
    [['itil'], { urgency: '1', severity: '1', priority: '1' }],
    [['incident_manager'], { urgency: '1', severity: '1', priority: '1' }],
  ])('urgency and severity given by a user with %j', async (roles, expected) => {
    const client = withRoles(`urgent ${roles.join()}`, roles);

    const answer = await client.post('/api/now/table/incident', {
      short_description: 'mine',
      urgency: '1',
      impact: '1',
      severity: '1',
    });

    expect(answer.status).toBe(201);
    const stored = await people.admin.get(
      `/api/now/table/incident/${answer.result['sys_id']}?sysparm_fields=urgency,severity,priority`,
    );
    expect(stored.result).toEqual(expected);
  });

  test.each([
    ['cmdb_read', 'GET', 'cmdb_ci_linux_server', [403, 200]],
    ['sn_cmdb_user', 'GET', 'cmdb_ci_linux_server', [403, 200]],
    ['user_admin', 'POST', 'sys_user', [403, 201]],
    ['oauth_admin', 'POST', 'oauth_entity', [403, 201]],
  ] as const)('%s opens: %s of %s', async (role, method, table, expected) => {
    const holder = withRoles(`holder of ${role}`, [role]);
    const send = (client: TestClient) =>
      method === 'GET'
        ? client.get(`/api/now/table/${table}?sysparm_limit=1`)
        : client.post(`/api/now/table/${table}`, { name: role, last_name: role });

    const answers = [await send(people.nobody), await send(holder)];

    expect(answers.map(({ status }) => status)).toEqual(expected);
  });

  test.each([
    ['personalize_choices', 'sys_choice', 'value'],
    ['personalize_dictionary', 'sys_dictionary', 'element'],
  ])('%s shows more of %s', async (role, table, field) => {
    const holder = withRoles(`holder of ${role}`, [role]);
    const shown = async (client: TestClient) =>
      (await client.get(`/api/now/table/${table}?sysparm_limit=5`)).list.filter(
        (row) => field in row,
      ).length;

    expect([await shown(people.nobody), await shown(holder)]).toEqual([0, 5]);
  });

  test('choices show others their labels only, and refuse queries by name', async () => {
    const rows = await people.reader.get('/api/now/table/sys_choice?sysparm_limit=1');
    const asked = await people.reader.get('/api/now/table/sys_choice?sysparm_query=name=incident');

    expect(rows.list.flatMap((row) => Object.keys(row))).toEqual(['label']);
    expect(asked.status).toBe(403);
  });
});

describe('the rule of a whole API', () => {
  test('asks for its role before any rule of a table is asked', async () => {
    const guarded = await start(
      'nearest',
      acl('table api', 'Table API', 'execute', ['reader'], { type: 'REST_Endpoint' }),
    );
    const path = '/api/now/table/incident?sysparm_limit=1';

    const answers = await Promise.all([
      guarded.nobody.get(path),
      guarded.reader.get(path),
      guarded.admin.get(path),
      guarded.nobody.get('/api/now/doc/table/schema'),
    ]);
    await guarded.instance.close();

    expect(answers.map(({ status }) => status)).toEqual([403, 200, 200, 200]);
    expect(answers[0].body).toMatchObject({
      error: { message: 'User Not Authorized', detail: 'Failed API level ACL Validation' },
    });
  });

  test.each(['snc_platform_rest_api_access', 'rest_service'])(
    '%s opens no record by itself',
    async (name) => {
      people.instance.control.createUser({ userName: name, password: 'p', roles: [name] });
      const client = createTestClient(people.instance.url, { user: name, password: 'p' });
      await people.admin.post('/api/now/table/incident', { short_description: 'of others' });

      const read = await client.get('/api/now/table/incident?sysparm_limit=1');

      expect([read.status, read.list]).toEqual([200, []]);
    },
  );
});
