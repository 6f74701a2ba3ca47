import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from './create-instance.ts';
import { shapeFaults } from './testing/compare-shapes.ts';
import { createTestClient, type TestClient } from './testing/client.ts';
import {
  readRecordedText,
  recordedByRapid7,
  recordedIsHere,
  samplesOf,
} from './testing/recorded.ts';

let instance: Instance;
let admin: TestClient;

const incident46 = 'a9e30c7dc61122760116894de7bcc7bd';
const laptop = '774906834fbb4200086eeed18110c737';
const adminId = '6816f79cc0a8016401c5a33be04be441';

/** The recorded answers of plug-ins and of the calls that come after others. */
describe.skipIf(!recordedIsHere())('as recorded', () => {
  beforeAll(async () => {
    instance = await createInstance({ scheduledJobs: false });
    admin = createTestClient(instance.url, instance.admin);
  });

  afterAll(async () => {
    await instance.close();
  });

  describe('security incidents', () => {
    const table = '/api/now/table/sn_si_incident';
    /** All values of the Table API are text; whoever cleaned this recording made one of them a number. */
    const faults = (file: string, ours: unknown): string[] =>
      shapeFaults(recordedByRapid7(file), ours).filter(
        (fault) => !fault.includes('business_criticality'),
      );

    const make = async (): Promise<string> => {
      const made = await admin.post(table, {
        short_description: 'test',
        cmdb_ci: 'b0c4030ac0a800090152e7a4564ca36c',
      });
      return String(made.result['sys_id']);
    };

    test('are created with the fields that were asked for', async () => {
      const answer = await admin.post(`${table}?sysparm_fields=sys_id,number`, {
        short_description: 'test',
      });

      expect(answer.status).toBe(201);
      expect(faults('create_security_incident', answer.body)).toEqual([]);
      expect(answer.result['number']).toMatch(/^SIR\d{7}$/);
    });

    test('are read and searched', async () => {
      const id = await make();
      await make();

      const one = await admin.get(`${table}/${id}`);
      const all = await admin.get(table);
      const paged = await admin.get(`${table}?sysparm_limit=1&sysparm_offset=1`);
      const searched = await admin.get(`${table}?sysparm_query=short_description=test`);

      expect(faults('get_security_incident_success', one.body)).toEqual([]);
      expect(faults('search_security_incident_all', all.body)).toEqual([]);
      expect(faults('search_security_incident_limit_offset', paged.body)).toEqual([]);
      expect(faults('search_security_incident_query', searched.body)).toEqual([]);
      expect(paged.list).toHaveLength(1);
    });

    test('that do not exist are not found', async () => {
      const answer = await admin.get(`${table}/invalid`);

      expect([answer.status, answer.body]).toEqual([
        404,
        recordedByRapid7('get_security_incident_invalid_sys_id'),
      ]);
    });
  });

  test('a vulnerable item is created', async () => {
    const answer = await admin.post('/api/now/table/sn_vul_app_vulnerable_item', {
      short_description: 'Short Description Test',
      description: 'Test',
      technical_details: 'Test',
    });

    expect(answer.status).toBe(201);
    expect(shapeFaults(recordedByRapid7('create_vulnerability'), answer.body)).toEqual([]);
  });

  describe('attachments', () => {
    const attach = (text: string) =>
      admin.post(
        `/api/now/attachment/file?table_name=incident&table_sys_id=${incident46}&file_name=a.txt`,
        text,
        { 'content-type': 'text/plain' },
      );

    test('of one record are listed, and each gives its bytes back', async () => {
      const content = readRecordedText('rapid7/get_attachment_file.resp');
      const attached = await attach(content);

      const listed = await admin.get(`/api/now/attachment?table_sys_id=${incident46}`);
      const file = await admin.get(`/api/now/attachment/${attached.result['sys_id']}/file`);

      expect(shapeFaults(recordedByRapid7('get_attachment_by_table_sys_id'), listed.body)).toEqual(
        [],
      );
      expect(file.text).toBe(content);
    });

    test('have attributes', async () => {
      const base = `/api/now/attachment/${String((await attach('x')).result['sys_id'])}/attributes`;

      const posted = await admin.post(base, { key: 'example_key', value: 'example_value' });
      const listed = await admin.get(base);
      const read_ = await admin.get(`${base}/example_key`);
      const changed = await admin.put(`${base}/example_key`, { value: 'new_value' });

      const at = '/now/attachment/{sys_id}/attributes';
      const answers = [
        [`POST ${at}`, posted.body],
        [`GET ${at}`, listed.body],
        [`GET ${at}/{attribute_key}`, read_.body],
        [`PUT ${at}/{attribute_key}`, changed.body],
      ] as const;
      for (const [endpoint, body] of answers)
        expect(shapeFaults(samplesOf('c_AttachmentAPI', endpoint)[0], body), endpoint).toEqual([]);
    });
  });

  test('a worker of the Change API says what it does and what it has done', async () => {
    const item = await admin.post('/api/now/table/cmdb_ci_server', { name: 'recorded' });
    const change = await admin.post('/api/sn_chg_rest/change', {
      short_description: 'recorded',
      cmdb_ci: item.result['sys_id'],
    });
    const id = String(Object(change.result['sys_id']).value);

    const asked = await admin.patch(
      `/api/sn_chg_rest/change/${id}/schedule/first_available?duration_in_seconds=10800`,
      {},
    );
    const { worker } = JSON.parse(JSON.stringify(asked.body)).result;
    const told = await admin.get(`/api/sn_chg_rest/change/worker/${worker.sysId}`);

    const file = 'change-management-api';
    const first = samplesOf(
      file,
      'PATCH /sn_chg_rest/change/{change_sys_id}/schedule/first_available',
    );
    const after = samplesOf(file, 'GET /sn_chg_rest/change/worker/{sys_id}');
    const butEmpty = (faults: string[]) => faults.filter((one) => !one.endsWith('an empty list'));
    expect(first.flatMap((sample) => butEmpty(shapeFaults(sample, asked.body)))).toEqual([]);
    expect(butEmpty(shapeFaults(after[0], told.body))).toEqual([]);
  });

  test('the catalog shows what a variable means and who cannot be asked for', async () => {
    const variable = await admin.post('/api/now/table/item_option_new', {
      cat_item: laptop,
      name: 'who',
      question_text: 'Who',
      type: '8',
      reference: 'sys_user',
    });
    const catalog = '/api/sn_sc/servicecatalog';

    const shown = await admin.post(
      `${catalog}/variables/${String(variable.result['sys_id'])}/display_value`,
      { sysparm_value: adminId },
    );
    const invalid = await admin.post(`${catalog}/items/${laptop}/get_invalid_delegated_users`, {});

    const file = 'c_ServiceCatalogAPI';
    const [display] = samplesOf(
      file,
      'POST /sn/sc/servicecatalog/variables/{sys_id}/display_value',
    );
    const people = samplesOf(
      file,
      'POST /sn_sc/servicecatalog/items/{item_sys_id}/get_invalid_delegated_users',
    );
    expect(shapeFaults(display, shown.body)).toEqual([]);
    expect(people.some((one) => shapeFaults(one, invalid.body).length === 0)).toBe(true);
  });

  test.each([
    ['POST /now/identifyreconcile', '/api/now/identifyreconcile/enhanced'],
    ['POST /now/identifyreconcile/query', '/api/now/identifyreconcile/queryEnhanced'],
  ])('identification with what belongs to an item: %s', async (endpoint, address) => {
    const answer = await admin.post(`${address}?sysparm_data_source=ServiceNow`, {
      items: [
        {
          className: 'cmdb_ci_computer',
          values: { name: `related ${address}`, serial_number: address.length.toString() },
          related: [{ className: 'cmdb_ci_network_adapter', values: { name: 'eth0' } }],
        },
      ],
    });

    // The documentation shows the enhanced answer as the second one.
    const faults = shapeFaults(samplesOf('c_IdentifyReconcileAPI', endpoint)[1], answer.body);
    const differs =
      /no info$|searchOnTable$|mergedPayloadIds: an empty list$|errors: an empty list$/;
    expect(faults.filter((fault) => !differs.test(fault))).toEqual([]);
  });
});
