import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';
import { sampleId, writeSampleApp, type SampleRecord } from '../testing/sample-app.ts';
import { signInWithBrowser, type TestBrowser } from '../testing/browser.ts';

const page = (name: string, html: string, values: Record<string, string> = {}): SampleRecord => ({
  table: 'sys_ui_page',
  key: `page ${name}`,
  values: { name, endpoint: `x_test_${name}.do`, html, direct: 'false', ...values },
});

const action = (name: string, values: Record<string, string>): SampleRecord => ({
  table: 'sys_ui_action',
  key: `action ${name}`,
  values: {
    name,
    action_name: `x_test_${name}`,
    table: 'x_test_item',
    active: 'true',
    client: 'false',
    show_update: 'true',
    show_insert: 'false',
    form_button: 'true',
    list_choice: 'true',
    ...values,
  },
});

const app = writeSampleApp({
  records: [
    page(
      'hello',
      '<j:jelly xmlns:j="jelly:core"><h1 class="big">Hello &amp; ${gs.getUserName()} ${name}${nothing}</h1><br/><style>a > b {}</style></j:jelly>',
      { client_script: 'window.started = 1 < 2;' },
    ),
    page('bare', '<html><body>bare</body></html>', { direct: 'true' }),
    page('computing', '<j:jelly xmlns:j="jelly:core"><j:if test="true">x</j:if></j:jelly>'),
    page('closed', '<j:jelly xmlns:j="jelly:core">secret</j:jelly>'),
    page('form', '<j:jelly xmlns:j="jelly:core">form</j:jelly>', {
      processing_script:
        "var gr = new GlideRecord('x_test_item'); gr.name = item_name; gr.insert(); response.sendRedirect('x_test_hello.do');",
    }),
    {
      table: 'sys_security_acl',
      key: 'acl page',
      values: {
        name: 'x_test_closed',
        type: 'ui_page',
        operation: 'read',
        active: 'true',
        admin_overrides: 'true',
      },
    },
    {
      table: 'sys_security_acl_role',
      key: 'acl page role',
      values: { sys_security_acl: sampleId('acl page'), sys_user_role: sampleId('role api_user') },
    },
    action('finish', {
      condition: "current.getValue('done') != '1'",
      script:
        "current.done = true; current.update(); gs.addInfoMessage('Finished ' + current.name);",
    }),
    action('away', { script: "gs.setRedirect('https://tool.example/alert/7');", order: '200' }),
    action('there', { script: 'action.setRedirectURL(current);', order: '300' }),
    action('guarded', { script: "current.name = 'never'; current.update();" }),
    {
      table: 'sys_ui_action_role',
      key: 'guarded role',
      values: {
        sys_ui_action: sampleId('action guarded'),
        sys_user_role: sampleId('role api_user'),
      },
    },
    {
      table: 'sys_ui_view',
      key: 'view',
      values: { name: 'x_test_view', title: 'View of the app' },
    },
    {
      table: 'sys_relationship',
      key: 'relationship',
      values: {
        name: 'Refined',
        basic_apply_to: 'task',
        basic_query_from: 'x_test_item',
        query_with:
          "(function refineQuery(current, parent) { current.addQuery('task', parent.getUniqueValue()); })(current, parent);",
      },
    },
    {
      table: 'sys_app_application',
      key: 'menu',
      values: { title: 'Sample menu', active: 'true', order: '10' },
    },
    {
      table: 'sys_app_module',
      key: 'module',
      values: {
        title: 'Open items',
        application: sampleId('menu'),
        link_type: 'LIST',
        name: 'x_test_item',
        filter: 'done=false',
        active: 'true',
      },
    },
  ],
});

let instance: Instance;
let admin: TestClient;
let browser: TestBrowser;
let guest: TestBrowser;

beforeAll(async () => {
  instance = await createInstance({ app, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
  instance.control.createUser({ userName: 'plain', password: 'plain', roles: [] });
  browser = await signInWithBrowser(instance.url, instance.admin);
  guest = await signInWithBrowser(instance.url, { user: 'plain', password: 'plain' });
});

afterAll(async () => {
  await instance.close();
});

async function createItem(values: Record<string, string>): Promise<string> {
  const created = await admin.post('/api/now/table/x_test_item', values);
  expect(created.status).toBe(201);
  return String(created.result['sys_id']);
}

const read = async (sysId: string): Promise<Record<string, string>> =>
  (await admin.get(`/api/now/table/x_test_item/${sysId}`)).result;

const submit = async (
  sysId: string,
  name: string,
  fields: Record<string, string> = {},
): ReturnType<TestBrowser['post']> => {
  await browser.get(`/x_test_item.do?sys_id=${sysId}`);
  return browser.post('/x_test_item.do', {
    sys_uniqueValue: sysId,
    sys_action: name,
    sysparm_ck: browser.token(),
    ...fields,
  });
};

describe('signing in with a browser', () => {
  test('leads to the page that was asked for, and to no other site', async () => {
    const nobody = createTestClient(instance.url, undefined);
    const fields = { user_name: instance.admin.user, user_password: instance.admin.password };

    const asked = await nobody.get('/x_test_hello.do?a=1');
    const back = await nobody.form(`${asked.headers.get('location')}`, fields);
    const trap = await nobody.form('/login.do?sysparm_goto_url=//evil.example', fields);

    expect(asked.status).toBe(302);
    expect(back.headers.get('location')).toBe('/x_test_hello.do?a=1');
    expect(trap.headers.get('location')).toBe('/navpage.do');
  });

  test('a wrong password shows the page again', async () => {
    const nobody = createTestClient(instance.url, undefined);

    const answer = await nobody.form('/login.do', { user_name: 'plain', user_password: 'x' });

    expect(answer.text).toContain('User name or password invalid');
    expect(answer.headers.get('set-cookie')).not.toContain('glide_session_store');
  });

  test('the cookie reads through REST; writing needs the token of the page as well', async () => {
    await browser.get('/x_test_hello.do');
    const write = (headers: Record<string, string>): Promise<number> =>
      fetch(`${instance.url}/api/now/table/x_test_item`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"name":"from a page"}',
      }).then((answer) => answer.status);
    const cookie = browser.cookie();

    const listed = await browser.get('/api/now/table/x_test_item', { accept: 'application/json' });

    expect(listed.status).toBe(200);
    expect(await write({ cookie })).toBe(401);
    expect(await write({ cookie, 'x-usertoken': 'wrong' })).toBe(401);
    expect(await write({ cookie, 'x-usertoken': browser.token() })).toBe(201);
  });

  test('signing out ends the session', async () => {
    const other = await signInWithBrowser(instance.url, instance.admin);

    await other.get('/logout.do');
    const answer = await other.get('/navpage.do');

    expect(answer.location).toMatch(/^\/login\.do/);
  });
});

describe('UI pages', () => {
  test('static Jelly becomes HTML, with expressions, parameters, token and client script', async () => {
    const { status, text } = await browser.get('/x_test_hello.do?sysparm_name=%3Cb%3E');

    expect(status).toBe(200);
    expect(text).toContain('<h1 class="big">Hello &amp; admin &lt;b&gt;</h1><br>');
    expect(text).toContain('<style>a > b {}</style>');
    expect(text).toContain('<script>window.started = 1 < 2;</script>');
    expect(text).toMatch(/g_ck = '\w{64}'/);
  });

  test('a direct page has no frame', async () => {
    const { text } = await browser.get('/x_test_bare.do');

    expect(text).toBe('<html><body>bare</body></html>');
  });

  test('tags that compute are refused by name', async () => {
    const { status, text } = await browser.get('/x_test_computing.do');

    expect(status).toBe(500);
    expect(text).toContain('&lt;j:if&gt; is not imitated');
  });

  test('a rule of the type ui_page closes a page', async () => {
    const open = await browser.get('/x_test_closed.do');
    const closed = await guest.get('/x_test_closed.do');

    expect(open.text).toContain('secret');
    expect(closed.status).toBe(403);
    expect(closed.text).toContain('Security constraints prevent access to requested page');
  });

  test('a form of a page runs its processing script, with the token only', async () => {
    await browser.get('/x_test_form.do');
    const sent = { item_name: 'from a form' };

    const refused = await browser.post('/x_test_form.do', sent);
    const done = await browser.post('/x_test_form.do', { ...sent, sysparm_ck: browser.token() });
    const found = await admin.get('/api/now/table/x_test_item?name=from a form');

    expect(refused.location).toBe('/security_interceptor.do');
    expect(done.location).toBe('x_test_hello.do');
    expect(found.list).toHaveLength(1);
  });

  test('addresses that nobody knows are a page too', async () => {
    const { status, text } = await browser.get('/no_such_page.do');

    expect(status).toBe(404);
    expect(text).toContain('Page not found');
  });
});

describe('forms and their actions', () => {
  test('show what may run on this record now', async () => {
    const open = await browser.get(`/x_test_item.do?sys_id=${await createItem({ name: 'a' })}`);
    const done = await browser.get(
      `/x_test_item.do?sys_id=${await createItem({ name: 'b', done: 'true' })}`,
    );
    const fresh = await browser.get('/x_test_item.do?sys_id=-1');

    expect(open.text).toContain('>finish</button>');
    expect(done.text).not.toContain('>finish</button>');
    expect(fresh.text).not.toContain('>finish</button>');
    expect(fresh.text).toContain('>Submit</button>');
  });

  test('run on the server, with the fields of the form, and say what they said', async () => {
    const sysId = await createItem({ name: 'a' });

    const answer = await submit(sysId, 'x_test_finish', { 'x_test_item.name': 'b' });
    const next = await browser.get(answer.location);

    expect(answer.location).toBe(`/x_test_item.do?sys_id=${sysId}`);
    expect(next.text).toContain('Finished b');
    expect(await read(sysId)).toMatchObject({ name: 'b', done: 'true' });
  });

  test('whose condition does not hold do not run, whatever is posted', async () => {
    const sysId = await createItem({ name: 'a', done: 'true' });

    const answer = await submit(sysId, sampleId('action finish'));
    const next = await browser.get(answer.location);

    expect(next.text).toContain('does not apply to this record');
  });

  test.each([
    ['x_test_away', /^https:\/\/tool\.example\/alert\/7$/],
    ['x_test_there', /^\/x_test_item\.do\?sys_id=\w{32}$/],
  ])('%s sends the browser where the script wants', async (name, expected) => {
    const answer = await submit(await createItem({ name: 'a' }), name);

    expect(answer.location).toMatch(expected);
  });

  test('need the roles of the action', async () => {
    const sysId = await createItem({ name: 'a' });

    await guest.get('/x_test_hello.do');
    await guest.post('/x_test_item.do', {
      sys_uniqueValue: sysId,
      sys_action: 'x_test_guarded',
      sysparm_ck: guest.token(),
    });

    expect(await read(sysId)).toMatchObject({ name: 'a' });
  });

  test('the buttons of every form insert, update and delete', async () => {
    await submit('-1', 'sysverb_insert', { 'x_test_item.name': 'by hand' });
    const found = await admin.get('/api/now/table/x_test_item?name=by hand');
    const sysId = String(found.list[0]?.['sys_id']);

    await submit(sysId, 'sysverb_update', { 'x_test_item.name': 'renamed' });
    const renamed = await read(sysId);
    const gone = await submit(sysId, 'sysverb_delete');

    expect(renamed).toMatchObject({ name: 'renamed' });
    expect(gone.location).toBe('/x_test_item_list.do');
    expect((await admin.get(`/api/now/table/x_test_item/${sysId}`)).status).toBe(404);
  });
});

describe('related lists', () => {
  const relationship = sampleId('relationship');
  let incident = '';

  /** What Configure > Related Lists stores for a view of incident. */
  async function layOut(view: string, entries: readonly string[]): Promise<void> {
    const list = await admin.post('/api/now/table/sys_ui_related_list', { name: 'incident', view });
    for (const [position, entry] of entries.entries()) {
      await admin.post('/api/now/table/sys_ui_related_list_entry', {
        list_id: list.result['sys_id'],
        related_list: entry,
        position: String(position),
      });
    }
  }

  beforeAll(async () => {
    const made = await admin.post('/api/now/table/incident', { short_description: 'parent' });
    incident = String(made.result['sys_id']);
    await createItem({ name: 'of this one', ticket: 'a', task: incident });
    await createItem({ name: 'of nobody', ticket: 'b' });
    await layOut('', ['x_test_item.task', `REL:${relationship}`]);
    await layOut(sampleId('view'), ['x_test_item.task']);
  });

  const headings = (text: string): readonly string[] =>
    [...text.matchAll(/<h2>(.*?)<\/h2>/g)].map((match) => match[1] ?? '');

  test('show the rows that refer to the record, and those that a relationship finds, in their order', async () => {
    const { text } = await browser.get(`/incident.do?sys_id=${incident}`);

    expect(headings(text).filter((heading) => heading.includes('('))).toEqual([
      expect.stringMatching(/ \(1\)$/),
      'Refined (1)',
    ]);
    expect(text).toContain('of this one');
    expect(text).not.toContain('of nobody');
  });

  test('belong to a view; a view that has none for the table shows those of the default view', async () => {
    const [own, unknown] = await Promise.all(
      ['x_test_view', 'no_such_view'].map((view) =>
        browser.get(`/incident.do?sys_id=${incident}&sysparm_view=${view}`),
      ),
    );

    expect(headings(own?.text ?? '')).not.toContain('Refined (1)');
    expect(headings(unknown?.text ?? '')).toContain('Refined (1)');
  });

  test('are not on a record that is not stored yet', async () => {
    const { text } = await browser.get('/incident.do?sys_id=-1');

    expect(text).not.toContain('<section>');
  });
});

describe('lists', () => {
  test('an action runs on each ticked row whose condition holds', async () => {
    const [open, done] = [
      await createItem({ name: 'ticked' }),
      await createItem({ name: 'ticked', done: 'true' }),
    ];
    const address = '/x_test_item_list.do?sysparm_query=name=ticked';

    const shown = await browser.get(address);
    const answer = await browser.post(address, {
      sys_action: 'x_test_finish',
      sysparm_checked_items: `${open},${done}`,
      sysparm_ck: browser.token(),
    });

    expect(shown.text).toContain('1 to 2 of 2');
    expect(shown.text).toContain('>finish</option>');
    expect(answer.location).toBe(address);
    expect(await read(open)).toMatchObject({ done: 'true', sys_mod_count: '1' });
    expect(await read(done)).toMatchObject({ done: 'true', sys_mod_count: '0' });
  });

  test('the menu leads to them', async () => {
    const { text } = await browser.get('/');

    expect(text).toContain('Sample menu');
    expect(text).toContain('/x_test_item_list.do?sysparm_query=done%3Dfalse');
  });
});
