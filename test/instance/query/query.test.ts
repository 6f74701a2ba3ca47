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

const adminId = '6816f79cc0a8016401c5a33be04be441';
const user = (name: string): Promise<string> =>
  created('sys_user', { user_name: name, first_name: name, last_name: 'Test' });

async function created(table: string, fields: Record<string, string>): Promise<string> {
  const answer = await admin.post(`/api/now/table/${table}`, fields);
  expect(answer.status).toBe(201);
  return String(answer.result['sys_id']);
}

async function find(table: string, query: string, field = 'sys_id'): Promise<unknown[]> {
  const answer = await admin.get(
    `/api/now/table/${table}?sysparm_fields=${field}&sysparm_query=${encodeURIComponent(query)}`,
  );
  expect(answer.status).toBe(200);
  return answer.list.map((record) => record[field]);
}

describe('related records', () => {
  test('RLQUERY counts them, with conditions of their own', async () => {
    const parent = await created('problem', { short_description: 'rlquery' });
    await created('incident', { short_description: 'a', problem_id: parent, impact: '1' });
    await created('incident', { short_description: 'b', problem_id: parent });
    const among = (related: string): Promise<unknown[]> =>
      find('problem', `sys_id=${parent}^RLQUERYincident.problem_id,${related}^ENDRLQUERY`);

    expect(await among('>=1')).toEqual([parent]);
    expect(await among('>=2')).toEqual([parent]);
    expect(await among('>=3')).toEqual([]);
    expect(await among('>=2^impact=1')).toEqual([]);
    expect(await among('>=1,impact=1')).toEqual([parent]);
    expect(await among('=0,m2m^impact=2')).toEqual([parent]);
    expect(await among('=0')).toEqual([]);
  });

  test('conditions after ENDRLQUERY are of the queried table again', async () => {
    const parent = await created('problem', { short_description: 'after the end' });
    await created('incident', { short_description: 'a', problem_id: parent });

    const query = (text: string): Promise<unknown[]> =>
      find('problem', `RLQUERYincident.problem_id,>=1^ENDRLQUERY^short_description=${text}`);

    expect(await query('after the end')).toEqual([parent]);
    expect(await query('something else')).toEqual([]);
  });

  test('JOIN keeps records that another table points at', async () => {
    const manager = await user('joined.manager');
    await created('sys_user_group', { name: 'Joined', manager });

    const query = (conditions: string): Promise<unknown[]> =>
      find(
        'sys_user',
        `user_name=joined.manager^JOINsys_user.sys_id=sys_user_group.manager!${conditions}`,
      );

    expect(await query('')).toEqual([manager]);
    expect(await query('active=true')).toEqual([manager]);
    expect(await query('active=true^^name=Another')).toEqual([]);
  });

  test('SUBQUERY compares a field with those of another table', async () => {
    const manager = await user('subquery.manager');
    await created('sys_user_group', { name: 'Subquery', manager });

    expect(
      await find(
        'sys_user',
        'SUBQUERYsys_id,manager,sys_user_group^name=Subquery^ENDSUBQUERY^active=true',
      ),
    ).toEqual([manager]);
  });
});

describe('operators', () => {
  test('123TEXTQUERY321 searches the main texts', async () => {
    const sysId = await created('incident', { short_description: 'a zeppelin has landed' });

    expect(await find('incident', '123TEXTQUERY321=zeppelin landed')).toEqual([sysId]);
  });

  test('IN_HIERARCHY takes the record and all below', async () => {
    const top = await created('sys_user', { user_name: 'h.top', last_name: 'Top' });
    const middle = await created('sys_user', {
      user_name: 'h.middle',
      last_name: 'Middle',
      manager: top,
    });
    const bottom = await created('sys_user', {
      user_name: 'h.bottom',
      last_name: 'Bottom',
      manager: middle,
    });

    const found = await find(
      'sys_user',
      `managerIN_HIERARCHYfdd0fa0f93f5d2505bd0bd886cba1015@${top}`,
    );

    expect(new Set(found)).toEqual(new Set([middle, bottom]));
  });

  test.each([
    ['RELATIVEGT@hour@ago@1', true],
    ['RELATIVELT@hour@ago@1', false],
    ['RELATIVELT@hour@ahead@1', true],
    ['ONToday@javascript:gs.daysAgoStart(0)@javascript:gs.daysAgoEnd(0)', true],
    ['NOTONToday@javascript:gs.daysAgoStart(0)@javascript:gs.daysAgoEnd(0)', false],
    ['>javascript:gs.daysAgoEnd(0)', false],
    ['<=javascript:gs.daysAgoEnd(0)', true],
    ['BETWEENjavascript:gs.daysAgoStart(1)@javascript:gs.daysAgoEnd(0)', true],
    ["DATEPARTYear@javascript:gs.datePart('year','2000','GT')", true],
    ["DATEPARTYear@javascript:gs.datePart('year','2000','EE')", false],
    ['MORETHANdue_date@day@before@1', true],
    ['LESSTHANdue_date@day@before@1', false],
    ['LESSTHANdue_date@day@before@3', true],
  ])('a new record matches opened_at%s: %s', async (condition, matches) => {
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString();
    const sysId = await created('incident', {
      short_description: 'dated',
      due_date: inTwoDays.slice(0, 19).replace('T', ' '),
    });

    const found = await find('incident', `sys_id=${sysId}^opened_at${condition}`);

    expect(found).toEqual(matches ? [sysId] : []);
  });

  test('DATEPART knows the day of the week', async () => {
    const sysId = await created('incident', {
      short_description: 'on a Monday',
      due_date: '2026-11-23 12:00:00',
    });
    const query = (day: string): Promise<unknown[]> =>
      find(
        'incident',
        `sys_id=${sysId}^due_dateDATEPART${day}@javascript:gs.datePart('dayofweek','${day}','EE')`,
      );

    expect(await query('monday')).toEqual([sysId]);
    expect(await query('tuesday')).toEqual([]);
  });

  test('DYNAMIC stands for the caller', async () => {
    expect(
      await find('sys_user', 'sys_idDYNAMIC90d1921e5f510100a9ad2572f2b477fe', 'user_name'),
    ).toEqual(['admin']);
    expect(adminId).toHaveLength(32);
  });
});

describe('application files', () => {
  test('are listed under sys_metadata, whatever their class', async () => {
    const sysId = await created('sys_script_include', {
      name: 'Listed',
      api_name: 'global.Listed',
      script: 'var Listed = 1;',
    });

    const found = await find('sys_metadata', `sys_id=${sysId}`, 'sys_class_name');

    expect(found).toEqual(['sys_script_include']);
  });

  test('are read by their id there', async () => {
    const [id] = await find('sys_user_role', 'name=itil');

    const answer = await admin.get(`/api/now/table/sys_metadata/${String(id)}`);

    expect(answer.result).toMatchObject({ sys_class_name: 'sys_user_role' });
  });
});
