import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from './create-instance.ts';
import { shapeFaults } from './testing/compare-shapes.ts';
import { createTestClient, type TestClient } from './testing/client.ts';
import { recordedByRapid7, recordedIsHere, sampleOf } from './testing/recorded.ts';

let instance: Instance;
let admin: TestClient;

const laptop = '04b7e94b4f7b4200086eeed18110c7fd';
const tablet = '060f3afa3731300054b6a3549dbe5d3e';
const adminId = '6816f79cc0a8016401c5a33be04be441';
const incident46 = 'a9e30c7dc61122760116894de7bcc7bd';
const dependsOn = '1a9cb166f1571100a92eb60da2bce5c5';

describe.skipIf(!recordedIsHere())('as recorded', () => {
  beforeAll(async () => {
    instance = await createInstance({ scheduledJobs: false });
    admin = createTestClient(instance.url, instance.admin);
  });

  afterAll(async () => {
    await instance.close();
  });

  test('the Aggregate API groups', async () => {
    const answer = await admin.get(
      '/api/now/stats/incident?sysparm_avg_fields=reassignment_count%2Cbusiness_stc&sysparm_group_by=assignment_group',
    );

    const recorded = sampleOf('c_AggregateAPI', 'GET /now/stats/{tableName}');
    expect(shapeFaults(recorded, answer.body)).toEqual([]);
  });

  describe('the Attachment API', () => {
    const attach = () =>
      admin.post(
        `/api/now/attachment/file?table_name=incident&table_sys_id=${incident46}&file_name=a.txt`,
        'text',
        { 'content-type': 'text/plain' },
      );

    test('attaches, describes and lists', async () => {
      const posted = await attach();
      const read = await admin.get(`/api/now/attachment/${posted.result['sys_id']}`);
      const listed = await admin.get('/api/now/attachment?sysparm_limit=1');

      const file = 'c_AttachmentAPI';
      expect(shapeFaults(sampleOf(file, 'POST /now/attachment/file'), posted.body)).toEqual([]);
      expect(shapeFaults(sampleOf(file, 'POST /now/attachment/upload'), posted.body)).toEqual([]);
      expect(shapeFaults(sampleOf(file, 'GET /now/attachment/{sys_id}'), read.body)).toEqual([]);
      expect(shapeFaults(sampleOf(file, 'GET /now/attachment'), listed.body)).toEqual([]);
    });

    test('lists by record what was recorded elsewhere', async () => {
      await attach();
      const query = `table_name=incident^table_sys_id=${incident46}`;
      const some = await admin.get(`/api/now/attachment?sysparm_query=${query}`);
      const none = await admin.get('/api/now/attachment?sysparm_query=table_sys_id=none');

      const recorded = recordedByRapid7('get_attachment_by_table_sys_id_many');
      expect(shapeFaults(recorded, some.body)).toEqual([]);
      expect(none.body).toEqual(recordedByRapid7('get_attachment_by_table_sys_id_empty'));
    });
  });

  test('the Import Set API imports and reads what it imported', async () => {
    const posted = await admin.post('/api/now/import/imp_user', {
      user_id: 'recorded',
      first_name: 'John',
      last_name: 'Public',
    });
    const staged = await admin.get('/api/now/table/imp_user?user_id=recorded');
    const read = await admin.get(`/api/now/import/imp_user/${String(staged.list[0]?.['sys_id'])}`);

    const file = 'c_ImportSetAPI';
    expect(shapeFaults(sampleOf(file, 'POST /now/import/{stagingTableName}'), posted.body)).toEqual(
      [],
    );
    expect(
      shapeFaults(sampleOf(file, 'GET /now/import/{stagingTableName}/{sys_id}'), read.body),
    ).toEqual([]);
  });

  describe('the Service Catalog API', () => {
    const base = '/api/sn_sc/servicecatalog';
    const file = 'c_ServiceCatalogAPI';
    const recorded = (endpoint: string): unknown =>
      sampleOf(file, endpoint.replace(' ', ' /sn_sc/servicecatalog'));

    test('shows catalogs, categories and items', async () => {
      const catalogs = await admin.get(`${base}/catalogs`);
      const catalog = String(catalogs.list[0]?.['sys_id']);
      const one = await admin.get(`${base}/catalogs/${catalog}`);
      const items = await admin.get(`${base}/items?sysparm_text=laptop`);
      const all = await admin.get('/api/now/table/sc_category?sysparm_limit=1');
      const category = await admin.get(`${base}/categories/${String(all.list[0]?.['sys_id'])}`);

      expect(shapeFaults(recorded('GET /catalogs'), catalogs.body)).toEqual([]);
      // The documentation shows this body for one catalog; the file keeps it under the path before.
      expect(faultsButNull(recorded('GET /catalogs/{sys_id}/categories'), one.body)).toEqual([]);
      expect(faultsButNull(recorded('GET /items'), items.body)).toEqual([]);
      expect(faultsButEmptyLists(recorded('GET /categories/{sys_id}'), category.body)).toEqual([]);
    });

    test('orders at once', async () => {
      const answer = await admin.post(`${base}/items/${laptop}/order_now`, { sysparm_quantity: 1 });

      expect(shapeFaults(recorded('POST /items/{sys_id}/order_now'), answer.body)).toEqual([]);
    });

    test('fills a cart, checks it out and submits it', async () => {
      await admin.post(`${base}/items/${tablet}/add_to_cart`, { sysparm_quantity: 1 });
      const checked = await admin.post(`${base}/cart/checkout`, {});
      const line: { none: { items: { cart_item_id: string }[] } } = JSON.parse(
        JSON.stringify(checked.result),
      );
      const changed = await admin.put(`${base}/cart/${line.none.items[0]?.cart_item_id ?? ''}`, {
        sysparm_quantity: 3,
      });
      const submitted = await admin.post(`${base}/cart/submit_order`, {});

      // Recurring prices have no frequency in the recording; the kind of "nothing" is not compared.
      expect(faultsButNull(recorded('POST /cart/checkout'), checked.body)).toEqual([]);
      expect(faultsButNull(recorded('PUT /cart/{cart_item_id}'), changed.body)).toEqual([]);
      expect(shapeFaults(recorded('POST /cart/submit_order'), submitted.body)).toEqual([]);
    });

    test('keeps wishes and says what a variable shows', async () => {
      const added = await admin.post(`${base}/items/${laptop}/add_to_wishlist`, {
        sysparm_quantity: '1',
      });
      const [wish] = JSON.parse(JSON.stringify(added.body)).result.items;
      const all = await admin.get(`${base}/wishlist`);
      const one = await admin.get(`${base}/wishlist/${wish.cart_item_id}`);
      const may = await admin.get(`${base}/items/${laptop}/delegation/${adminId}`);
      const invalid = await admin.post(`${base}/items/${laptop}/get_invalid_delegated_users`, {});

      // Of two samples with the path of one item the first is the documentation's wish list.
      // Their variables are those of other items.
      const faults = [
        ...faultsButNull(recorded('GET /items/{sys_id}'), all.body),
        ...faultsButNull(recorded('GET /wishlist/{cart_item_id}'), one.body),
      ];
      expect(faults.filter((fault) => !fault.includes('.variables: '))).toEqual([]);
      expect(
        shapeFaults(recorded('GET /items/{item_sys_id}/delegation/{user_sys_id}'), may.body),
      ).toEqual([]);
      expect(invalid.body).toMatchObject({ result: { errCode: '42202' } });
    });

    test('submits a record producer', async () => {
      const producer = await admin.post('/api/now/table/sc_cat_item_producer', {
        name: 'Create Incident',
        table_name: 'incident',
      });

      const answer = await admin.post(
        `${base}/items/${producer.result['sys_id']}/submit_producer`,
        { variables: { urgency: '2', comments: 'This is sample incident' } },
      );

      expect(shapeFaults(recorded('POST /items/{sys_id}/submit_producer'), answer.body)).toEqual(
        [],
      );
    });
  });

  test('the Change API creates, changes and deletes', async () => {
    const base = '/api/sn_chg_rest/change';
    const created = await admin.post(base, { short_description: 'recorded' });
    const id = String(Object(created.result['sys_id']).value);
    const changed = await admin.patch(`${base}/${id}`, { short_description: 'changed' });
    const deleted = await admin.delete(`${base}/${id}`);

    const file = 'change-management-api';
    const recorded = recordedByRapid7('create_change_request');
    expect(faultsButEmptyLists(recorded, created.body)).toEqual([]);
    expect(
      faultsButEmptyLists(sampleOf(file, 'PATCH /sn_chg_rest/change/{sys_id}'), changed.body),
    ).toEqual([]);
    expect(
      faultsButEmptyLists(sampleOf(file, 'DELETE /sn_chg_rest/change/{sys_id}'), deleted.body),
    ).toEqual([]);
  });

  test('the CMDB instance API shows an item with its relations', async () => {
    const path46 = '/api/now/cmdb/instance/cmdb_ci_linux_server';
    const make = (name: string, more: object = {}) =>
      admin.post(path46, { attributes: { name }, source: 'ServiceNow', ...more });
    const target = String(Object((await make('target')).result['attributes']).sys_id);
    const relations = [{ type: dependsOn, target }];

    const item = await make('item', {
      outbound_relations: relations,
      inbound_relations: relations,
    });

    const recorded = sampleOf('cmdb-instance-api', 'GET /now/cmdb/instance/{classname}/{sys_id}');
    expect(shapeFaults(recorded, item.body)).toEqual([]);
  });

  test.each([
    ['POST /now/identifyreconcile', '/api/now/identifyreconcile'],
    ['POST /now/identifyreconcile/query', '/api/now/identifyreconcile/query'],
  ])('identification answers %s', async (endpoint, address) => {
    const answer = await admin.post(`${address}?sysparm_data_source=ServiceNow`, {
      items: [{ className: 'cmdb_ci_computer', values: { ram: '8192', manufacturer: 'DELL' } }],
    });

    const recorded = sampleOf('c_IdentifyReconcileAPI', endpoint);
    // Only the first attempt carries a remark, in the recording as well.
    const faults = shapeFaults(recorded, answer.body);
    expect(faults.filter((fault) => !fault.endsWith('no info'))).toEqual([]);
  });
});

/** Lists that are empty here say nothing about the shape of what they would hold. */
function faultsButEmptyLists(recorded: unknown, ours: unknown): string[] {
  return shapeFaults(recorded, ours).filter((fault) => !fault.endsWith('an empty list'));
}

function faultsButNull(recorded: unknown, ours: unknown): string[] {
  return shapeFaults(recorded, ours).filter(
    (fault) => !/null recorded|null given/.test(fault) && !fault.endsWith('an empty list'),
  );
}
