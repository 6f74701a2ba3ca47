import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';

let instance: Instance;
let admin: TestClient;
let stranger: TestClient;

beforeAll(async () => {
  instance = await createInstance({ scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
  instance.control.createUser({ userName: 'stranger', password: 'stranger' });
  stranger = createTestClient(instance.url, { user: 'stranger', password: 'stranger' });
});

afterAll(async () => {
  await instance.close();
});

const base = '/api/sn_chg_rest/change';
const exchange = '281190e3c0a8000b003f593aa3f20ca6';
const email = '27d32778c0a8000b00db970eeaa60f16';
const adminId = '6816f79cc0a8016401c5a33be04be441';
const nothing = '0'.repeat(32);

/** A day far enough in the future, whenever the test runs. */
const day = (days: number, time: string): string =>
  `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)} ${time}`;

async function createChange(values: Record<string, string> = {}): Promise<string> {
  const created = await admin.post('/api/now/table/change_request', {
    short_description: 'Replace the disks',
    ...values,
  });
  expect(created.status).toBe(201);
  return String(created.result['sys_id']);
}

const planned = (from: number, start: string, end: string): Record<string, string> => ({
  start_date: day(from, start),
  end_date: day(from, end),
});

/** What a worker has to say once it is asked. */
async function outcomeOf(answer: { readonly body: unknown }): Promise<Record<string, unknown>> {
  const { worker } = JSON.parse(JSON.stringify(answer.body)).result;
  const asked = await admin.get(`${base}/worker/${worker.sysId}`);
  expect(worker.link).toBe(`${instance.url}${base}/worker/${worker.sysId}`);
  return asked.result;
}

describe('configuration items of a change', () => {
  test('are associated by a worker, and listed by their kind', async () => {
    const change = await createChange();

    const accepted = await admin.post(`${base}/${change}/ci`, {
      association_type: 'affected',
      cmdb_ci_sys_ids: [exchange],
      refresh_impacted_services: true,
    });
    const affected = await admin.get(`${base}/${change}/ci?association_type=affected`);
    const impacted = await admin.get(`${base}/${change}/ci?association_type=impacted`);

    expect(accepted.status).toBe(202);
    expect(accepted.result).toMatchObject({
      type: 'affected',
      state: { value: 1, display_value: 'Waiting' },
      messages: { errorMessages: [], warningMessages: [], infoMessages: [] },
    });
    expect(await outcomeOf(accepted)).toMatchObject({
      state: { value: 3, display_value: 'Complete' },
      ignored_cmdb_ci_sys_ids: [],
    });
    expect(affected.list).toMatchObject([
      { ci_item: { value: exchange, display_value: 'EXCH-SD-05' } },
    ]);
    expect(impacted.list).toMatchObject([{ cmdb_ci_service: { value: email } }]);
  });

  test('that are there already, or do not exist, are named by the worker', async () => {
    const change = await createChange();
    const send = (ids: string) =>
      admin.post(`${base}/${change}/ci`, { association_type: 'affected', cmdb_ci_sys_ids: ids });

    await send(exchange);
    const again = await outcomeOf(await send(`${exchange},${nothing}`));
    const wrong = await outcomeOf(await send(nothing));

    expect(again).toMatchObject({
      ignored_cmdb_ci_sys_ids: [nothing, exchange],
      messages: {
        infoMessages: ['CMDB_CI sys_id already associated to provided.'],
        warningMessages: ['Invalid CMDB_CI sys_id provided.'],
      },
    });
    expect(wrong).toMatchObject({
      state: { display_value: 'Error' },
      messages: { errorMessages: ['Invalid CMDB_CI sys_id provided'] },
    });
  });

  test('services follow from them when asked', async () => {
    const change = await createChange({ cmdb_ci: exchange });

    const accepted = await admin.post(`${base}/${change}/refresh_impacted_services`, {});
    const impacted = await admin.get(`${base}/${change}/ci?association_type=impacted`);

    expect(accepted.result).toMatchObject({ type: 'impacted', request: '' });
    expect(impacted.list).toHaveLength(1);
  });

  test.each([
    [{}, 400],
    [{ association_type: 'magic', cmdb_ci_sys_ids: exchange }, 400],
    [{ association_type: 'affected' }, 400],
  ])('%j is refused', async (body, status) => {
    const change = await createChange();

    expect((await admin.post(`${base}/${change}/ci`, body)).status).toBe(status);
    expect((await admin.get(`${base}/${change}/ci`)).status).toBe(400);
    expect((await stranger.get(`${base}/${change}/ci?association_type=affected`)).status).toBe(403);
  });
});

describe('conflicts of a change', () => {
  test('are other changes of its items at the same time', async () => {
    const taken = await createChange({ cmdb_ci: exchange, ...planned(5, '10:00:00', '12:00:00') });
    const change = await createChange({ cmdb_ci: exchange, ...planned(5, '11:00:00', '13:00:00') });
    const before = await admin.get(`${base}/${change}/conflict`);

    const started = await admin.post(`${base}/${change}/conflict`, {});
    const after = await admin.get(`${base}/${change}/conflict`);
    const record = await admin.get(`/api/now/table/change_request/${change}`);

    expect(before.result).toMatchObject({ status: 'Not run', conflicts: [] });
    expect(started.body).toEqual({ result: expect.stringMatching(/^\w{32}$/) });
    expect(after.result).toMatchObject({
      status: 'Conflict',
      job_status: '2',
      conflicts: [
        {
          conflicting_change: { value: taken },
          type: { value: 'ci_already_scheduled', display_value: 'CI Already Scheduled' },
        },
      ],
    });
    expect(record.result).toMatchObject({ conflict_status: 'Conflict' });
    expect((await admin.delete(`${base}/${change}/conflict`)).status).toBe(200);
  });

  test('are none when nothing meets, though the status says the same word', async () => {
    const change = await createChange({ cmdb_ci: exchange, ...planned(6, '01:00:00', '02:00:00') });

    await admin.post(`${base}/${change}/conflict`, {});
    const answer = await admin.get(`${base}/${change}/conflict`);

    expect(answer.result).toMatchObject({ status: 'Conflict', conflicts: [] });
  });

  test('cannot be looked for without an item and a time', async () => {
    expect((await admin.post(`${base}/${await createChange()}/conflict`, {})).status).toBe(400);
    expect((await admin.post(`${base}/${nothing}/conflict`, {})).status).toBe(404);
  });
});

describe('a free time for a change', () => {
  test('is what no other change of the item has taken', async () => {
    const item = await admin.post('/api/now/table/cmdb_ci_server', { name: 'planned-01' });
    const id = String(item.result['sys_id']);
    await createChange({ cmdb_ci: id, ...planned(2, '10:00:00', '12:00:00') });
    const change = await createChange({ cmdb_ci: id, ...planned(2, '11:00:00', '14:00:00') });

    const spans = JSON.parse(
      JSON.stringify(await outcomeOf(await admin.get(`${base}/${change}/schedule`))),
    ).payload.spans;

    expect(spans).toMatchObject([
      { end: { value: day(2, '10:00:00') } },
      { start: { value: day(2, '12:00:00') } },
    ]);
  });

  test('is set on the change when it asks for the first one', async () => {
    const item = await admin.post('/api/now/table/cmdb_ci_server', { name: 'planned-02' });
    const id = String(item.result['sys_id']);
    await createChange({ cmdb_ci: id, ...planned(3, '00:00:00', '06:00:00') });
    const change = await createChange({ cmdb_ci: id });

    const outcome = await outcomeOf(
      await admin.patch(`${base}/${change}/schedule/first_available`, {
        duration_in_seconds: 7200,
        planned_start_time: day(3, '00:00:00'),
      }),
    );
    const record = await admin.get(`/api/now/table/change_request/${change}`);

    expect(outcome).toMatchObject({ messages: { infoMessages: ['Change has been updated'] } });
    expect(record.result).toMatchObject(planned(3, '06:00:00', '08:00:00'));
  });

  test('can be asked of an item, and may not exist', async () => {
    const path = `${base}/ci/${exchange}/schedule`;

    const some = await outcomeOf(await admin.get(`${path}?duration_in_seconds=3600`));
    const none = await outcomeOf(await admin.get(`${path}?duration_in_seconds=${91 * 86_400}`));

    expect(some).toMatchObject({ type: 'schedule', payload: { spans: expect.any(Array) } });
    expect(none).toMatchObject({
      messages: { infoMessages: ['No slots found for 90 days from now'] },
    });
    expect(none).not.toHaveProperty('payload');
  });

  test.each([
    ['', 400],
    ['?duration_in_seconds=soon', 400],
    ['?duration_in_seconds=60&planned_start_time=soon', 400],
  ])('%j is refused', async (query, status) => {
    expect((await admin.get(`${base}/ci/${exchange}/schedule${query}`)).status).toBe(status);
    expect((await admin.get(`${base}/ci/${nothing}/schedule${query}`)).status).toBe(404);
    expect((await admin.get(`${base}/${await createChange()}/schedule`)).status).toBe(400);
    expect((await admin.get(`${base}/worker/${nothing}`)).status).toBe(404);
  });
});

describe('deciding on a change', () => {
  async function waitingChange(): Promise<string> {
    const change = await createChange();
    await admin.patch(`/api/now/table/change_request/${change}`, { state: '-4' });
    await admin.post('/api/now/table/sysapproval_approver', {
      sysapproval: change,
      approver: adminId,
      state: 'requested',
    });
    return change;
  }

  test('its last approval moves it on', async () => {
    const answer = await admin.patch(`${base}/${await waitingChange()}/approvals`, {
      state: 'approved',
    });

    expect(answer.list).toMatchObject([
      { approval: { value: 'approved' }, state: { value: -3, display_value: 'Authorize' } },
    ]);
  });

  test('a refusal needs a reason and sends it back', async () => {
    const change = await waitingChange();

    const bare = await admin.patch(`${base}/${change}/approvals`, { state: 'rejected' });
    const reasoned = await admin.patch(`${base}/${change}/approvals`, {
      state: 'rejected',
      comments: 'not in December',
    });

    expect(bare.status).toBe(400);
    expect(reasoned.list).toMatchObject([
      { approval: { value: 'rejected' }, state: { value: -5 } },
    ]);
  });

  test.each([
    [{ state: 'approved' }, 400],
    [{ state: 'maybe' }, 400],
  ])('without being asked, or with %j, is refused', async (body, status) => {
    expect((await admin.patch(`${base}/${await createChange()}/approvals`, body)).status).toBe(
      status,
    );
  });

  test('the risk of a standard change is that of its template', async () => {
    const standard = await createChange({ type: 'standard' });
    const normal = await createChange();

    const answer = await admin.patch(`${base}/standard/${standard}/risk`, {});

    expect(answer.result).toMatchObject({ risk: { value: 4 }, impact: { value: 3 } });
    expect((await admin.patch(`${base}/standard/${normal}/risk`, {})).status).toBe(404);
  });
});

test('models and templates are listed, filtered and read one by one', async () => {
  const models = await admin.get(`${base}/model?sysparm_query=name=Normal`);
  const templates = await admin.get(`${base}/standard/template`);
  const [template] = JSON.parse(JSON.stringify(templates.list));
  const one = await admin.get(`${base}/standard/template/${template.sys_id.value}`);

  expect(models.list).toMatchObject([{ name: { value: 'Normal' } }]);
  expect(one.result).toMatchObject({ name: template.name });
  expect((await admin.get(`${base}/model/${nothing}`)).status).toBe(404);
});
