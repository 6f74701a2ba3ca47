import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { signInWithBrowser, type TestBrowser } from '../testing/browser.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';
import { rule, sampleId, writeSampleApp } from '../testing/sample-app.ts';
import { SET_ID, writeSampleUpdateSet } from '../testing/sample-update-set.ts';

let instance: Instance;
let admin: TestClient;
let browser: TestBrowser;

beforeAll(async () => {
  instance = await createInstance({ demoData: false, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
  browser = await signInWithBrowser(instance.url, instance.admin);
});

afterAll(async () => {
  await instance.close();
});

const greeting = (text: string): string =>
  writeSampleUpdateSet(
    writeSampleApp({ records: [rule('greet', { script: `current.comments = '${text}';` })] }),
  );

async function upload(content: string, user = browser): Promise<{ status: number; text: string }> {
  await user.get('/navpage.do');
  await user.get('/upload.do?sysparm_target=sys_remote_update_set');
  const form = new FormData();
  form.set('sysparm_ck', user.token());
  form.set('sysparm_target', 'sys_remote_update_set');
  form.set('attachFile', new Blob([content], { type: 'text/xml' }), 'set.xml');
  const answer = await fetch(`${instance.url}/sys_upload.do`, {
    method: 'POST',
    headers: { cookie: user.cookie() },
    body: form,
  });
  return { status: answer.status, text: await answer.text() };
}

async function press(processor: string, fields: Record<string, string>): Promise<string> {
  const answer = await browser.post('/xmlhttp.do', {
    sysparm_processor: processor,
    sysparm_ck: browser.token(),
    ...fields,
  });
  return /answer="([^"]*)"/.exec(answer.text)?.[1] ?? answer.text;
}

const preview = () =>
  press('UpdateSetPreviewAjax', {
    sysparm_ajax_processor_function: 'preview',
    sysparm_ajax_processor_sys_id: SET_ID,
  });
const commit = () =>
  press('com.glide.update.UpdateSetCommitAjaxProcessor', {
    sysparm_type: 'commitRemoteUpdateSet',
    sysparm_remote_updateset_sys_id: SET_ID,
  });

const stateOf = async (): Promise<unknown> =>
  (await admin.get(`/api/now/table/sys_remote_update_set/${SET_ID}`)).result['state'];
const problems = async (): Promise<readonly Record<string, unknown>[]> =>
  (await admin.get(`/api/now/table/sys_update_preview_problem?remote_update_set=${SET_ID}`)).list;
const ruleScript = async (): Promise<unknown> =>
  (await admin.get(`/api/now/table/sys_script/${sampleId('rule greet')}`)).result['script'];

describe('an update set, as an administrator brings it in', () => {
  test('is uploaded, previewed and committed by the buttons', async () => {
    const uploaded = await upload(readFileSync(greeting('one'), 'utf8'));
    const early = await commit();
    const patched = await admin.patch(`/api/now/table/sys_remote_update_set/${SET_ID}`, {
      state: 'committed',
    });
    const loaded = await stateOf();
    const seen = await preview();
    const committed = await commit();

    expect(uploaded).toEqual({ status: 200, text: '' });
    expect(early).toContain('not previewed');
    expect(patched.status).toBe(200);
    expect(loaded).toBe('loaded');
    expect(seen).toBe('0 problems');
    expect(committed).toMatch(/^\d+ records$/);
    expect(await stateOf()).toBe('committed');
    expect(await ruleScript()).toContain("'one'");
    expect((await admin.get('/api/now/table/x_test_item')).status).toBe(200);
  });

  test('stops at collisions until somebody decides; a skipped update is left out', async () => {
    await admin.patch(`/api/now/table/sys_script/${sampleId('rule greet')}`, {
      script: "current.comments = 'ours';",
    });
    await upload(readFileSync(greeting('two'), 'utf8'));

    const seen = await preview();
    const [problem] = await problems();
    const refused = await commit();
    await admin.patch(`/api/now/table/sys_update_preview_problem/${String(problem?.['sys_id'])}`, {
      status: 'skipped',
    });
    const committed = await commit();

    expect(seen).toBe('1 problems');
    expect(problem).toMatchObject({
      type: 'error',
      description: expect.stringContaining('Found a local update that is newer than this one'),
    });
    expect(refused).toContain('unresolved problems');
    expect(committed).toMatch(/^\d+ records$/);
    expect(await ruleScript()).toContain("'ours'");
  });

  test('goes the same way through the CI/CD API', async () => {
    await upload(readFileSync(greeting('three'), 'utf8'));
    const start = async (what: string): Promise<Record<string, string>> => {
      const answer = await admin.post(`/api/sn_cicd/update_set/${what}/${SET_ID}`, {});
      const { links } = JSON.parse(JSON.stringify(answer.result));
      expect(answer.result).toMatchObject({ status: '0', status_label: 'Pending' });
      expect(links.progress.url).toBe(`${instance.url}/api/sn_cicd/progress/${links.progress.id}`);
      return (await admin.get(`/api/sn_cicd/progress/${links.progress.id}`)).result;
    };

    const early = await start('commit');
    const previewed = await start('preview');
    const [problem] = await problems();
    await admin.patch(`/api/now/table/sys_update_preview_problem/${String(problem?.['sys_id'])}`, {
      status: 'ignored',
    });
    const committed = await start('commit');

    expect(early).toMatchObject({ status: '3', error: expect.stringContaining('not previewed') });
    expect(previewed).toMatchObject({ status: '2', percent_complete: 100 });
    expect(committed).toMatchObject({ status: '2', status_label: 'Successful', error: '' });
  });

  test.each([
    ['a record', '<record_update/>', 'not an update set'],
    ['no XML at all', 'hello', 'malformed xml'],
    ['an entity bomb', '<!DOCTYPE a [<!ENTITY b "b">]><unload/>', 'document type'],
  ])('%s is refused with its cause', async (_what, content, cause) => {
    const answer = await upload(content);

    expect(answer.status).toBe(400);
    expect(answer.text).toContain(cause);
  });

  test('is for administrators only', async () => {
    instance.control.createUser({ userName: 'plain', password: 'plain', roles: ['itil'] });
    const plain = await signInWithBrowser(instance.url, { user: 'plain', password: 'plain' });
    const client = createTestClient(instance.url, { user: 'plain', password: 'plain' });

    expect((await upload('<unload/>', plain)).status).toBe(403);
    expect((await client.post(`/api/sn_cicd/update_set/commit/${SET_ID}`, {})).status).toBe(403);
    expect((await admin.post(`/api/sn_cicd/update_set/commit/${'0'.repeat(32)}`, {})).status).toBe(
      404,
    );
  });
});
