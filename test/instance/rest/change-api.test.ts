import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';

let instance: Instance;
let admin: TestClient;

beforeAll(async () => {
  instance = await createInstance({ scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
});

afterAll(async () => {
  await instance.close();
});

const base = '/api/sn_chg_rest/change';

/** The id of a change just made, and where it is. */
async function createChange(path = base, fields: Record<string, string> = {}): Promise<string> {
  const answer = await admin.post(path, { short_description: 'a', ...fields });
  expect(answer.status).toBe(200);
  const { sys_id: id } = answer.result;
  return `${base}/${String(Object(id).value)}`;
}

describe('a change', () => {
  test('has typed values, and names what was ignored', async () => {
    const answer = await admin.post(base, { short_description: 'typed', no_such_field: 'x' });

    expect(answer.result).toMatchObject({
      number: { value: expect.stringMatching(/^CHG\d{7}$/) },
      state: { display_value: 'New', value: -5 },
      active: { display_value: 'true', value: true },
      type: { display_value: 'Normal', value: 'normal' },
      start_date: { display_value: '', value: '', display_value_internal: '' },
      __meta: { ignoredFields: ['no_such_field'] },
    });
  });

  test.each(['normal', 'emergency'])('of kind %s is made under its own address', async (kind) => {
    const path = await createChange(`${base}/${kind}`);

    expect((await admin.get(path)).result).toMatchObject({ type: { value: kind } });
    const listed = await admin.get(
      `/api/sn_chg_rest/v1/change/${kind}?sysparm_query=short_description=a`,
    );
    expect(listed.list.length).toBeGreaterThan(0);
    expect(listed.list.every((change) => Object(change['type']).value === kind)).toBe(true);
  });

  test('is made from a standard template', async () => {
    const templates = await admin.get(`${base}/standard/template`);
    const id = String(Object(templates.list[0]?.['sys_id']).value);

    const answer = await admin.post(`${base}/standard/${id}`, {});

    expect(answer.result).toMatchObject({
      type: { value: 'standard' },
      short_description: { value: 'Clear BGP sessions on a Cisco router' },
    });
  });

  test('begins with the values of the template that it names, but for those given', async () => {
    const versions = await admin.get('/api/now/table/std_change_producer_version?sysparm_limit=1');

    const created = await admin.post('/api/now/table/change_request', {
      type: 'standard',
      short_description: 'my own',
      std_change_producer_version: versions.list[0]?.['sys_id'],
    });

    expect(created.result).toMatchObject({
      short_description: 'my own',
      description: 'Resend the complete BGP table to neighboring routers',
    });
  });

  test('moves only where its model lets it', async () => {
    const path = await createChange();

    const states = await admin.get(`${path}/nextstates`);
    const refused = await admin.patch(path, { state: '-1' });
    const moved = await admin.patch(path, { state: '-4' });

    expect(states.result).toMatchObject({
      available_states: ['-4', '4', '-5'],
      state_label: { '-4': 'Assess', '-5': 'New' },
    });
    expect(refused.status).toBe(403);
    expect(moved.result).toMatchObject({ state: { display_value: 'Assess', value: -4 } });
  });

  test('has tasks', async () => {
    const path = await createChange();
    const made = await admin.post(`${path}/task`, { short_description: 'of the change' });
    const task = `${path}/task/${String(Object(made.result['sys_id']).value)}`;

    const changed = await admin.patch(task, { state: '2' });
    const listed = await admin.get(`${path}/task`);

    expect(changed.result).toMatchObject({ state: { value: 2 } });
    expect(listed.list).toMatchObject([{ short_description: { value: 'of the change' } }]);
    expect((await admin.delete(task)).status).toBe(200);
    expect((await admin.get(`${path}/task`)).list).toEqual([]);
  });

  test('is deleted', async () => {
    const path = await createChange();

    expect((await admin.delete(path)).status).toBe(200);
    expect((await admin.get(path)).status).toBe(404);
  });

  test('is closed to callers without a role', async () => {
    const stranger = createTestClient(instance.url, instance.integration);

    expect((await stranger.get(base)).status).toBe(403);
    expect((await stranger.post(base, {})).status).toBe(403);
  });
});
