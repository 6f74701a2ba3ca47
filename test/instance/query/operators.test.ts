import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';
import { writeSampleApp } from '../testing/sample-app.ts';

let instance: Instance;
let admin: TestClient;

/** name, count, done, and whether the reference to an incident is set. */
const rows = [
  { name: 'Alpha one', count: '1', done: 'true' },
  { name: 'alpha two', count: '2', done: 'false' },
  { name: 'Beta ^ one', count: '10', done: 'true' },
  { name: '', count: '', done: 'false' },
];

beforeAll(async () => {
  instance = await createInstance({ app: writeSampleApp(), demoData: false, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
  const incident = await admin.post('/api/now/table/incident', {
    short_description: 'Printer on fire',
  });
  for (const [index, row] of rows.entries()) {
    await admin.post('/api/now/table/x_test_item', {
      ...row,
      ticket: `T${index}`,
      task: index === 0 ? incident.result['sys_id'] : '',
    });
  }
});

afterAll(async () => {
  await instance.close();
});

test.each<[query: string, tickets: string]>([
  ['name=alpha one', 'T0'],
  ['name!=Alpha one', 'T1 T2 T3'],
  ['name=', 'T3'],
  ['name!=', 'T0 T1 T2'],
  ['count>1', 'T1 T2'],
  ['count>=2', 'T1 T2'],
  ['count<10', 'T0 T1'],
  ['count<=1', 'T0'],
  ['count!=1', 'T1 T2 T3'],
  ['countBETWEEN1@2', 'T0 T1'],
  ['nameLIKEONE', 'T0 T2'],
  ['nameCONTAINSone', 'T0 T2'],
  ['name*one', 'T0 T2'],
  ['nameNOT LIKEone', 'T1 T3'],
  ['nameDOES NOT CONTAINone', 'T1 T3'],
  ['name!*one', 'T1 T3'],
  ['nameSTARTSWITHALPHA', 'T0 T1'],
  ['nameENDSWITHone', 'T0 T2'],
  ['name%two', 'T1'],
  ['countIN1,10', 'T0 T2'],
  ['countNOT IN1,10', 'T1 T3'],
  ['nameISEMPTY', 'T3'],
  ['nameISNOTEMPTY', 'T0 T1 T2'],
  ['nameEMPTYSTRING', 'T3'],
  ['nameANYTHING', 'T0 T1 T2 T3'],
  ['done=true', 'T0 T2'],
  ['done=1', 'T0 T2'],
  ['done=false', 'T1 T3'],
  ['doneINtrue,false', 'T0 T1 T2 T3'],
  ['nameSAMEASname', 'T0 T1 T2 T3'],
  ['nameNSAMEASticket', 'T0 T1 T2 T3'],
  ['ticketGT_FIELDname', 'T0 T1 T2'],
  ['ticketGT_FIELDticket', ''],
  ['nameLT_FIELDticket', 'T0 T1 T2'],
  ['ticketLT_FIELDname', ''],
  ['ticketGT_OR_EQUALS_FIELDticket', 'T0 T1 T2 T3'],
  ['nameGT_OR_EQUALS_FIELDticket', ''],
  ['ticketLT_OR_EQUALS_FIELDticket', 'T0 T1 T2 T3'],
  ['ticketLT_OR_EQUALS_FIELDname', ''],
  ['task.sys_class_nameINSTANCEOFtask', 'T0'],
  ['task.sys_class_nameINSTANCEOFincident', 'T0'],
  ['task.sys_class_nameINSTANCEOFproblem', ''],
  ['task.short_description=Printer on fire', 'T0'],
  ['taskLIKEINC', 'T0'],
  ['taskISEMPTY', 'T1 T2 T3'],
  ['count=1^ORcount=2', 'T0 T1'],
  ['done=true^count=1^ORcount=2', 'T0'],
  ['count=1^NQcount=2', 'T0 T1'],
  ['done=true^count=10^NQdone=false^count=2', 'T1 T2'],
  ['name=Beta ^^ one', 'T2'],
  ['count=1^EQ', 'T0'],
  ['no_such=1^count=1', 'T0'],
  ['no_such=1', 'T0 T1 T2 T3'],
  ['count=1^ORno_such=1', 'T0'],
  ['count==1', ''],
  [
    'sys_created_onONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()',
    'T0 T1 T2 T3',
  ],
  ['sys_created_onRELATIVEGT@hour@ago@1', 'T0 T1 T2 T3'],
  ['sys_created_onRELATIVELT@hour@ago@1', ''],
  ['sys_created_by=javascript:gs.getUserName()', 'T0 T1 T2 T3'],
])('%s finds %j', async (query, tickets) => {
  const answer = await admin.get(
    `/api/now/table/x_test_item?sysparm_fields=ticket&sysparm_query=${encodeURIComponent(`${query}^ORDERBYticket`)}`,
  );

  expect(answer.list.map((row) => row['ticket']).join(' ')).toBe(tickets);
});

test.each([
  ['ORDERBYcount', 'T3 T0 T1 T2'],
  ['ORDERBYDESCcount', 'T2 T1 T0 T3'],
  ['ORDERBYdone^ORDERBYDESCticket', 'T3 T1 T2 T0'],
])('%s gives %j', async (query, tickets) => {
  const answer = await admin.get(
    `/api/now/table/x_test_item?sysparm_fields=ticket&sysparm_query=${query}`,
  );

  expect(answer.list.map((row) => row['ticket']).join(' ')).toBe(tickets);
});

test('fields that do not exist find nothing, once the property says so', async () => {
  const found = await admin.get(
    '/api/now/table/sys_properties?name=glide.invalid_query.returns_no_rows',
  );
  const property = `/api/now/table/sys_properties/${String(found.list[0]?.['sys_id'])}`;
  const count = async () =>
    (await admin.get('/api/now/table/x_test_item?sysparm_query=no_such=1')).list.length;

  expect(await count()).toBe(4);
  await admin.patch(property, { value: 'true' });
  expect(await count()).toBe(0);
  await admin.patch(property, { value: 'false' });
});
