import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';
import { createScriptRunner } from '../testing/run-script.ts';
import {
  column,
  modulePath,
  role,
  rule,
  sampleId,
  table,
  writeSampleApp,
  type SampleRecord,
} from '../testing/sample-app.ts';
import { SET_ID, writeSampleUpdateSet } from '../testing/sample-update-set.ts';

let instance: Instance;
let admin: TestClient;

beforeAll(async () => {
  instance = await createInstance({ demoData: false, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
});

afterAll(async () => {
  await instance.close();
});

const greeting = (text: string): SampleRecord =>
  rule('Greet', { collection: 'x_test_item', script: `current.name = '${text}';` });

describe('an upgrade over data', () => {
  test('replaces scripts, adds columns, keeps records, and leaves alone what was customized', async () => {
    const { installer } = instance.control;
    installer.installApp(
      writeSampleApp({
        records: [greeting('one'), rule('Own', { collection: 'x_test_item', active: 'false' })],
      }),
    );
    const before = await admin.post('/api/now/table/x_test_item', { ticket: 'kept' });
    await admin.patch(`/api/now/table/sys_script/${sampleId('rule Own')}`, {
      description: 'changed here',
    });

    const report = installer.installApp(
      writeSampleApp({
        version: '1.1.0',
        records: [
          greeting('two'),
          rule('Own', { collection: 'x_test_item', active: 'true' }),
          column('x_test_item', 'x_test_more'),
        ],
      }),
    );
    const after = await admin.post('/api/now/table/x_test_item', {
      ticket: 'new',
      x_test_more: 'stored',
    });
    const kept = await admin.get(`/api/now/table/x_test_item/${before.result['sys_id']}`);
    const own = await admin.get(
      `/api/now/table/sys_script/${sampleId('rule Own')}?sysparm_fields=active`,
    );

    expect(report).toMatchObject({ scope: 'x_test', version: '1.1.0' });
    expect(report.skipped).toHaveLength(1);
    expect(kept.result).toMatchObject({ name: 'one', ticket: 'kept' });
    expect(after.result).toMatchObject({ name: 'two', x_test_more: 'stored' });
    expect(own.result).toEqual({ active: 'false' });
  });

  const upgradeDetails = async (
    query: string,
  ): Promise<readonly (readonly [unknown, unknown, unknown])[]> => {
    const found = await admin.get(
      `/api/now/table/sys_upgrade_history_log?sysparm_query=${query}^ORDERBYfile_name&sysparm_display_value=true`,
    );
    return found.list.map((row) => [row['disposition'], row['changed'], row['resolution_status']]);
  };
  const latestUpgrade = async (): Promise<Record<string, unknown>> => {
    const found = await admin.get(
      '/api/now/table/sys_upgrade_history?sysparm_query=ORDERBYDESCto_version&sysparm_limit=1',
    );
    return found.list[0] ?? {};
  };

  test('what somebody changes is a customer update, with the version before it', async () => {
    const name = `sys_script_${sampleId('rule Own')}`;

    const updates = await admin.get(`/api/now/table/sys_update_xml?name=${name}`);
    const versions = await admin.get(
      `/api/now/table/sys_update_version?sysparm_query=name=${name}^ORDERBYstate`,
    );

    expect(updates.list).toMatchObject([
      {
        type: 'Business Rule',
        target_name: 'Own',
        replace_on_upgrade: 'false',
        action: 'INSERT_OR_UPDATE',
      },
    ]);
    expect(updates.list[0]?.['payload']).toContain('<description>changed here</description>');
    expect(versions.list.map((version) => version['state'])).toEqual(['current', 'previous']);
    expect(versions.list[1]?.['payload']).not.toContain('changed here');
  });

  test('is in the upgrade history: applied, skipped, and skipped without a new version to review', async () => {
    const upgrade = await latestUpgrade();
    const name = `file_name=sys_script_${sampleId('rule Own')}`;

    const own = await upgradeDetails(name);
    const greet = await upgradeDetails(`file_name=sys_script_${sampleId('rule Greet')}`);
    instance.control.installer.installApp(
      writeSampleApp({
        version: '1.1.5',
        records: [greeting('two'), rule('Own', { collection: 'x_test_item', active: 'false' })],
      }),
    );
    const again = await upgradeDetails(`${name}^upgrade_history.to_version=1.1.5`);

    expect(upgrade).toMatchObject({
      from_version: '1.0.0',
      to_version: '1.1.0',
      changes_skipped: '1',
    });
    expect(own).toEqual([['Skipped', 'true', 'Not Reviewed']]);
    expect(greet).toEqual([['Updated', 'true', '']]);
    expect(again).toEqual([['Skipped', 'false', 'Not Reviewed']]);
  });

  test("replaces a customized file that is marked so, which counts as the app's own again", async () => {
    const { installer } = instance.control;
    const update = await admin.get(
      `/api/now/table/sys_update_xml?name=sys_script_${sampleId('rule Own')}`,
    );
    await admin.patch(`/api/now/table/sys_update_xml/${String(update.list[0]?.['sys_id'])}`, {
      replace_on_upgrade: 'true',
    });

    const report = installer.installApp(
      writeSampleApp({
        version: '1.1.6',
        records: [
          greeting('two'),
          rule('Own', { collection: 'x_test_item', active: 'true', description: 'of the app' }),
        ],
      }),
    );

    const own = await admin.get(`/api/now/table/sys_script/${sampleId('rule Own')}`);
    expect(report.skipped).toEqual([]);
    expect(own.result).toMatchObject({ active: 'true', description: 'of the app' });
  });

  test('leaves alone what somebody made in the scope of the app, and what they deleted stays deleted', async () => {
    const made = await admin.post('/api/now/table/sys_script', {
      name: 'Made here',
      collection: 'x_test_item',
      when: 'before',
      action_insert: 'true',
    });
    const id = String(made.result['sys_id']);
    await admin.delete(`/api/now/table/sys_script/${sampleId('rule Own')}`);

    const report = instance.control.installer.installApp(
      writeSampleApp({
        version: '1.1.7',
        records: [greeting('two'), rule('Own', { collection: 'x_test_item' })],
      }),
    );

    const kept = await admin.get(`/api/now/table/sys_script/${id}`);
    const own = await admin.get(`/api/now/table/sys_script/${sampleId('rule Own')}`);
    expect([report.skipped, kept.status, own.status]).toEqual([
      [`sys_script_${sampleId('rule Own')}`],
      200,
      404,
    ]);
  });

  test('takes away scripts that the new version does not have', async () => {
    instance.control.installer.installApp(writeSampleApp({ version: '1.2.0' }));

    const created = await admin.post('/api/now/table/x_test_item', { name: 'nobody greets' });

    expect(created.result['name']).toBe('nobody greets');
  });
});

describe('an update set', () => {
  test('installs what the package installs, by way of preview and commit', async () => {
    const file = writeSampleUpdateSet(writeSampleApp({ records: [greeting('from a set')] }));
    const other = await createInstance({ updateSet: file, demoData: false, scheduledJobs: false });
    const client = createTestClient(other.url, other.admin);

    const created = await client.post('/api/now/table/x_test_item', {});
    const set = await client.get(
      `/api/now/table/sys_remote_update_set/${SET_ID}?sysparm_fields=state`,
    );
    const ran = await createScriptRunner(other).run('return gs.getCurrentScopeName();');
    await other.close();

    expect([created.result['name'], set.result['state'], ran]).toEqual([
      'from a set',
      'committed',
      'x_test',
    ]);
  });

  test('shows collisions with local changes in the preview, and is not committed over them', async () => {
    const { installer } = instance.control;
    const app = writeSampleApp({ records: [greeting('a')] });
    installer.installApp(app);
    await admin.patch(`/api/now/table/sys_script/${sampleId('rule Greet')}`, {
      description: 'mine',
    });

    const setId = installer.loadUpdateSet(
      writeSampleUpdateSet(app, '5e70000000000000000000000000000b'),
    );
    const problems = installer.previewUpdateSet(setId);

    expect(problems).toEqual([
      {
        type: 'error',
        description: expect.stringMatching(
          /local update that is newer.*sys_script_.*changed by admin/,
        ),
      },
    ]);
    expect(() => installer.commitUpdateSet(setId)).toThrow(
      expect.objectContaining({ reason: 'unresolved problems' }),
    );
  });

  test('must be previewed before it is committed', () => {
    const { installer } = instance.control;
    const setId = installer.loadUpdateSet(
      writeSampleUpdateSet(writeSampleApp(), '5e70000000000000000000000000000c'),
    );

    expect(() => installer.commitUpdateSet(setId)).toThrow(
      expect.objectContaining({ reason: 'not previewed' }),
    );
  });
});

describe('refused, with the cause', () => {
  const file = (name: string, content: string | Uint8Array): string => {
    const full = path.join(mkdtempSync(path.join(tmpdir(), 'refused-')), name);
    writeFileSync(full, content);
    return full;
  };
  const zip = (files: Readonly<Record<string, string>>): string =>
    file(
      'app.zip',
      zipSync(
        Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
      ),
    );
  const withFile = (name: string, text: string): string => {
    const folder = writeSampleApp();
    writeFileSync(path.join(folder, name), text);
    return folder;
  };
  const withBytes = (name: string, bytes: Uint8Array): string => {
    const folder = writeSampleApp();
    writeFileSync(path.join(folder, name), bytes);
    return folder;
  };
  /** The directory of the archive claims one byte for a file that holds thousands. */
  const lyingZip = (): Uint8Array => {
    const bytes = Buffer.from(zipSync({ 'update/a.xml': Buffer.from('<a>'.repeat(5000)) }));
    const directory = bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    bytes.writeUInt32LE(1, directory + 24);
    return bytes;
  };
  const inScript = (source: string): string =>
    writeSampleApp({ records: [rule('r', { collection: 'x_test_item', script: source })] });
  const record = (body: string): string =>
    `<record_update table="sys_script"><sys_script action="INSERT_OR_UPDATE">${body}</sys_script></record_update>`;

  test.each<[cause: string, reason: string, make: () => string]>([
    ['a path that does not exist', 'not found', () => '/nowhere/app.zip'],
    ['a file that is no zip', 'not a zip', () => file('app.zip', 'plain text')],
    ['an empty file', 'not a zip', () => file('app.zip', '')],
    [
      'a zip cut in its middle',
      'not a zip',
      () =>
        file('app.zip', zipSync({ 'update/a.xml': Buffer.from('x'.repeat(5000)) }).slice(0, 60)),
    ],
    ['a zip without XML', 'no records', () => zip({ 'readme.txt': 'hello' })],
    ['an empty folder', 'no records', () => mkdtempSync(path.join(tmpdir(), 'empty-'))],
    [
      'a package without sys_app',
      'no app record',
      () => zip({ 'update/a.xml': record('<sys_id>a</sys_id>') }),
    ],
    [
      'XML that is not closed',
      'malformed xml',
      () => withFile('update/bad.xml', '<record_update><sys_script>'),
    ],
    ['XML with crossed tags', 'malformed xml', () => withFile('update/bad.xml', '<a><b></a></b>')],
    ['an empty XML file', 'malformed xml', () => withFile('update/bad.xml', '')],
    ['text instead of XML', 'malformed xml', () => withFile('update/bad.xml', 'not xml at all')],
    ['two root elements', 'malformed xml', () => withFile('update/bad.xml', '<a/><b/>')],
    [
      'an undeclared entity',
      'malformed xml',
      () => withFile('update/bad.xml', record('<name>&unknown;</name>')),
    ],
    [
      'control characters',
      'malformed xml',
      () => withFile('update/bad.xml', record('<name>\u0001</name>')),
    ],
    [
      'an entity bomb',
      'document type',
      () =>
        withFile(
          'update/bad.xml',
          `<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>${record('<name>&c;</name>')}`,
        ),
    ],
    [
      'an external entity',
      'document type',
      () =>
        withFile(
          'update/bad.xml',
          `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${record('<name>&b;</name>')}`,
        ),
    ],
    [
      'an external document type',
      'document type',
      () => withFile('update/bad.xml', '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>'),
    ],
    [
      'elements nested without end',
      'nested too deep',
      () => withFile('update/bad.xml', '<a>'.repeat(10_000)),
    ],
    [
      'an archive that unpacks to more than it says: read no further',
      'malformed xml',
      () => file('app.zip', lyingZip()),
    ],
    [
      'a file in UTF-16',
      'wrong charset',
      () => withBytes('update/bad.xml', Buffer.from(`\uFEFF${record('')}`, 'utf16le')),
    ],
    [
      'bytes that are no UTF-8',
      'wrong charset',
      () => withBytes('update/bad.xml', Buffer.from(record('<name>\xE9</name>'), 'latin1')),
    ],
    [
      'a declaration of another charset',
      'wrong charset',
      () => withFile('update/bad.xml', `<?xml version="1.0" encoding="ISO-8859-1"?>${record('')}`),
    ],
    [
      'a deletion that does not say of what',
      'bad sys_id',
      () =>
        withFile(
          'update/bad.xml',
          '<record_update table="sys_script"><sys_script action="DELETE"/></record_update>',
        ),
    ],
    [
      'a deletion in a table that does not exist',
      'unknown table',
      () =>
        withFile(
          'update/bad.xml',
          `<record_update table="x_test_none"><x_test_none action="DELETE"><sys_id>${'a'.repeat(32)}</sys_id></x_test_none></record_update>`,
        ),
    ],
    [
      'a file cut in the middle of a tag',
      'malformed xml',
      () => withFile('update/bad.xml', record('<name>x</name>').slice(0, -14)),
    ],
    [
      'an attribute given twice',
      'malformed xml',
      () => withFile('update/bad.xml', '<record_update a="1" a="2"/>'),
    ],
    [
      'a document that is no record',
      'not a record',
      () => withFile('update/bad.xml', '<html><body/></html>'),
    ],
    ['a scope that is no name', 'bad scope', () => writeSampleApp({ scope: 'X Test!' })],
    [
      'a record without sys_id',
      'bad sys_id',
      () => withFile('update/bad.xml', record('<name>x</name>')),
    ],
    [
      'a sys_id that is none',
      'bad sys_id',
      () => withFile('update/bad.xml', record("<sys_id>'; DROP TABLE task; --</sys_id>")),
    ],
    [
      'a table of another scope',
      'foreign name',
      () => writeSampleApp({ records: table('u_other', { name: {} }) }),
    ],
    [
      'a column on task without prefix',
      'foreign name',
      () => writeSampleApp({ records: [column('task', 'external_id')] }),
    ],
    [
      'a role without prefix',
      'foreign name',
      () => writeSampleApp({ records: [{ ...role('x'), values: { name: 'admin' } }] }),
    ],
    [
      'a rule on a table that does not exist',
      'unknown table',
      () => writeSampleApp({ records: [rule('r', { collection: 'x_test_none' })] }),
    ],
    [
      'a column of a table that does not exist',
      'unknown table',
      () => writeSampleApp({ records: [column('x_test_none', 'name')] }),
    ],
    [
      'a record of a table that does not exist',
      'unknown table',
      () =>
        writeSampleApp({ records: [{ table: 'x_test_none', key: 'r', values: { name: 'x' } }] }),
    ],
    [
      'a module that was not emitted',
      'missing module',
      () => inScript(`require('${modulePath('missing.ts')}')`),
    ],
    ['a script that does not parse', 'broken script', () => inScript('if (')],
    [
      'a module that does not parse',
      'broken script',
      () => writeSampleApp({ modules: { 'a.ts': 'export const = 1;' } }),
    ],
  ])('%s: %s', (_cause, reason, make) => {
    expect(() => instance.control.installer.installApp(make())).toThrow(
      expect.objectContaining({ reason }),
    );
  });

  test.each<[cause: string, reason: string, text: string]>([
    ['a record export', 'not an update set', record('<sys_id>a</sys_id>')],
    [
      'an unload without a set',
      'not an update set',
      '<unload><incident action="INSERT_OR_UPDATE"/></unload>',
    ],
    [
      'a set without updates',
      'not an update set',
      '<unload><sys_remote_update_set><name>x</name></sys_remote_update_set></unload>',
    ],
    ['an entity bomb', 'document type', '<!DOCTYPE a [<!ENTITY b "b">]><unload/>'],
    ['a set cut in its middle', 'malformed xml', '<unload><sys_remote_update_set><name>x</na'],
    ['nothing', 'malformed xml', ''],
    [
      'a set in another charset',
      'wrong charset',
      '<?xml version="1.0" encoding="Shift_JIS"?><unload/>',
    ],
  ])('as an update set: %s: %s', (_cause, reason, text) => {
    expect(() => instance.control.installer.loadUpdateSet(file('set.xml', text))).toThrow(
      expect.objectContaining({ reason }),
    );
  });

  test('a malformed payload inside a set is a problem of its preview, and is never committed', () => {
    const { installer } = instance.control;
    const inside = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><record_update/>';
    const set = (payload: string): string =>
      installer.loadUpdateSet(
        file(
          'set.xml',
          `<unload><sys_remote_update_set><name>x</name></sys_remote_update_set><sys_update_xml action="INSERT_OR_UPDATE"><name>bad</name><payload><![CDATA[${payload}]]></payload></sys_update_xml></unload>`,
        ),
      );

    for (const [payload, cause] of [
      [inside, 'document types and entities are not accepted'],
      ['<record_update>', 'unclosed tag'],
      ['<html/>', 'neither record_update nor unload'],
      ['', 'document must contain a root element'],
    ] as const) {
      const setId = set(payload);
      const problems = installer.previewUpdateSet(setId);

      expect(problems).toEqual([{ type: 'error', description: expect.stringContaining(cause) }]);
      expect(() => installer.commitUpdateSet(setId)).toThrow(
        expect.objectContaining({ reason: 'unresolved problems' }),
      );
    }
  });

  test('a folder with a link in it: the link is not followed', () => {
    const folder = writeSampleApp({ version: '9.0.0' });
    symlinkSync('/etc', path.join(folder, 'update/linked.xml'));

    expect(instance.control.installer.installApp(folder)).toMatchObject({ version: '9.0.0' });
  });

  test('nothing of a refused app is left behind, and the instance still answers', async () => {
    const refused = await createInstance({ demoData: false, scheduledJobs: false });
    const client = createTestClient(refused.url, refused.admin);

    expect(() => refused.control.installer.installApp(inScript('if ('))).toThrow(
      'Unexpected token',
    );

    const answer = await client.get('/api/now/table/x_test_item');
    const incidents = await client.get('/api/now/table/incident?sysparm_limit=1');
    await refused.close();
    expect([answer.status, incidents.status]).toEqual([400, 200]);
  });

  test('an instance that cannot install its app does not start, and can be started anew on its folder', async () => {
    const data = mkdtempSync(path.join(tmpdir(), 'instance-'));

    await expect(createInstance({ app: inScript('if ('), data })).rejects.toThrow(
      'Unexpected token',
    );

    const second = await createInstance({ app: writeSampleApp(), data, demoData: false });
    const { admin: account } = second;
    await createTestClient(second.url, account).post('/api/now/table/x_test_item', {
      name: 'kept',
    });
    await second.close();
    const third = await createInstance({ data });
    const found = await createTestClient(third.url, account).get(
      '/api/now/table/x_test_item?sysparm_fields=name',
    );
    await third.close();
    expect(found.list).toEqual([{ name: 'kept' }]);
  });
});
