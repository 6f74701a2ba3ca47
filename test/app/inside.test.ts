import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInWithBrowser, type TestBrowser } from '../instance/testing/browser.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  api,
  connectRelay,
  newCommand,
  newKey,
  startAppInstance,
  type AppInstance,
} from './support/app-instance.ts';
import { startFakeRelay, type FakeRelay } from './support/fake-relay.ts';

// What an administrator sees and presses inside ServiceNow, as far as the simulated instance serves it.
let app: AppInstance;
let relay: FakeRelay;
let browser: TestBrowser;

beforeAll(async () => {
  [app, relay] = await Promise.all([startAppInstance(), startFakeRelay()]);
  await connectRelay(app, relay);
  browser = await signInWithBrowser(app.instance.url, app.instance.admin);
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await relay[Symbol.asyncDispose]();
});

const quiet = () =>
  waitFor(() => app.instance.control.openJobs() === 0, { within: 20_000, what: 'quiet' });

async function deadChanges(count: number): Promise<readonly string[]> {
  relay.answerWith(() => ({ status: 503, body: '' }));
  for (let made = 0; made < count; made += 1) {
    await app.relay.put(`${api}/tasks/${newKey()}`, newCommand());
  }
  await quiet();
  const rows = await app.rows('x_alrt_relay_outbox', 'state=pending');
  for (const row of rows) {
    await app.admin.patch(`/api/now/table/x_alrt_relay_outbox/${String(row['sys_id'])}`, {
      state: 'dead',
      attempts: '12',
      next_attempt: '2037-01-01 00:00:00',
    });
  }
  relay.answerWith(undefined);
  const [connection] = await app.rows('x_alrt_relay_connection');
  await app.admin.patch(
    `/api/now/table/x_alrt_relay_connection/${String(connection?.['sys_id'])}`,
    { next_attempt: '' },
  );
  return rows.map((row) => String(row['sys_id']));
}

let agents = 0;

/** Somebody who works on incidents and has no role of the app. */
function agentOnly(): { readonly user: string; readonly password: string } {
  agents += 1;
  const user = `agent.${agents}`;
  app.instance.control.createUser({ userName: user, password: user, roles: ['itil'] });
  return { user, password: user };
}

async function press(path: string, fields: Record<string, string>): Promise<number> {
  return (await post(path, fields)).status;
}

async function post(path: string, fields: Record<string, string>): ReturnType<TestBrowser['post']> {
  await browser.get('/navpage.do');
  return browser.post(path, { ...fields, sysparm_ck: browser.token() });
}

describe('send again', () => {
  test('on the form of a failed change puts it back and sends it at once', async () => {
    const [id = ''] = await deadChanges(1);
    const before = relay.changes().length;

    const status = await press('/x_alrt_relay_outbox.do', {
      sys_uniqueValue: id,
      sys_action: 'x_alrt_relay_resend',
    });
    await quiet();

    expect(status).toBe(302);
    expect(await app.rows('x_alrt_relay_outbox', `sys_id=${id}`)).toMatchObject([
      { state: 'sent', attempts: '1' },
    ]);
    expect(relay.changes().length).toBe(before + 1);
  });

  test('in the list sends every selected change', async () => {
    const ids = await deadChanges(3);
    const before = relay.changes().length;

    const status = await press('/x_alrt_relay_outbox_list.do', {
      sys_action: 'x_alrt_relay_resend',
      sysparm_checked_items: ids.join(','),
    });
    await quiet();

    expect(status).toBe(302);
    expect(await app.rows('x_alrt_relay_outbox', 'state=dead')).toEqual([]);
    expect(relay.changes().length).toBe(before + 3);
  });
});

describe('pages', () => {
  test('the status page has its buttons, and asks the API of the app', async () => {
    const page = await browser.get('/x_alrt_relay_status.do');

    expect(page.status).toBe(200);
    for (const label of ['Look at the settings', 'Send a test event', 'Run the self-test']) {
      expect(page.text).toContain(label);
    }
  });

  test.each([
    ['x_alrt_relay_connection', ['Silent', 'Last call of the relay', 'prod']],
    ['x_alrt_relay_outbox', ['Last error', 'Sent']],
    ['x_alrt_relay_link', ['Source', 'prometheus']],
    ['x_alrt_relay_forward_rule', ['Source to tell']],
  ])('the list of %s shows what matters', async (table, words) => {
    const page = await browser.get(`/${table}_list.do`);

    expect(page.status).toBe(200);
    for (const word of words) expect(page.text).toContain(word);
  });

  test('the menu is there for administrators and not for agents', async () => {
    const agent = await signInWithBrowser(app.instance.url, agentOnly());

    const [ofAdmin, ofAgent] = await Promise.all(
      [browser, agent].map(async (one) => one.get('/navpage.do')),
    );

    expect(ofAdmin?.text).toContain('Failed changes');
    expect(ofAgent?.status).toBe(200);
    expect(ofAgent?.text).not.toContain('Failed changes');
  });

  test('a test event is a signed heartbeat to each connected relay', async () => {
    const before = relay.heartbeats.length;

    const answer = await app.relay.post(`${api}/self-test?only=calls`, {});

    expect(answer.text).toContain('"call to prod"');
    expect(answer.text).not.toContain('unique insert');
    expect(relay.heartbeats.length).toBe(before + 1);
  });
});

describe('on an incident that came from an alert', () => {
  let sysId = '';
  let number = '';
  let otherNumber = '';

  beforeAll(async () => {
    const key = newKey();
    const other = newKey();
    const notes = [{ id: 'note-of-the-alert', element: 'work_notes', text: 'Disk full' } as const];
    await app.relay.put(`${api}/tasks/${key}`, newCommand({ event_id: 'alert-7', notes }));
    await app.relay.put(`${api}/tasks/${other}`, newCommand());
    await quiet();
    relay.answerWith(() => ({ status: 422, body: 'no such source' }));
    const [row] = await app.rows('incident', `correlation_id=${key}`);
    const [otherRow] = await app.rows('incident', `correlation_id=${other}`);
    sysId = String(row?.['sys_id']);
    number = String(row?.['number']);
    otherNumber = String(otherRow?.['number']);
    await app.admin.patch(`/api/now/table/incident/${sysId}`, { state: '2' });
    await quiet();
    relay.answerWith(undefined);
  });

  const listOf = (page: string, title: string): string =>
    page.split('<section>').find((part) => part.startsWith(`<h2>Alert Relay: ${title} (`)) ?? '';

  test('a link shows the alert, what was told, what was not told and why, and what came', async () => {
    const opened = await post('/incident.do', {
      sys_uniqueValue: sysId,
      sys_action: 'x_alrt_relay_show',
    });
    const { text } = await browser.get(`/${opened.location.replace(/^\//, '')}`);

    const [alert, told, came] = ['alert', 'what was told', 'notes and files that came'].map(
      (title) => listOf(text, title),
    );
    expect(alert).toContain('<h2>Alert Relay: alert (1)</h2>');
    expect(alert).toContain('alert-7');
    expect(told).toContain('<h2>Alert Relay: what was told (2)</h2>');
    expect(told).toContain('Sent');
    expect(told).toContain('Waiting');
    expect(told).toContain('HTTP 422 no such source');
    expect(told).toContain(number);
    expect(text).not.toContain(otherNumber);
    expect(came).toContain('note-of-the-alert');
  });

  test('its alert opens in the tool by an address of the web, and by no other', async () => {
    const fields = { sys_uniqueValue: sysId, sys_action: 'x_alrt_relay_open_in_tool' };
    const web = await post('/incident.do', fields);
    // As somebody who may write all columns could have left it.
    await app.admin.patch(`/api/now/table/incident/${sysId}`, {
      x_alrt_relay_external_url: 'javascript:alert(1)//https://prometheus.example',
    });

    const script = await post('/incident.do', fields);

    expect(web.location).toBe(newCommand().external_url);
    expect(script.location).toBe(`/incident.do?sys_id=${sysId}`);
  });

  test('the form of the customer is as it was, until somebody adds the lists to it', async () => {
    const form = `/incident.do?sys_id=${sysId}`;
    const before = await browser.get(form);
    // What Configure > Related Lists stores.
    const [relationship] = await app.rows('sys_relationship', 'name=Alert Relay: what was told');
    const layout = await app.admin.post('/api/now/table/sys_ui_related_list', { name: 'incident' });
    await app.admin.post('/api/now/table/sys_ui_related_list_entry', {
      list_id: layout.result['sys_id'],
      related_list: `REL:${String(relationship?.['sys_id'])}`,
      position: '0',
    });

    const after = await browser.get(form);

    expect(before.text).toContain('Show what Alert Relay did');
    expect(listOf(before.text, 'what was told')).toBe('');
    expect(listOf(after.text, 'what was told')).toContain('HTTP 422 no such source');
  });

  test('an agent who may not see the outbox sees neither the link nor the lists', async () => {
    const view = `/incident.do?sys_id=${sysId}&sysparm_view=x_alrt_relay`;

    const { status, text } = await (
      await signInWithBrowser(app.instance.url, agentOnly())
    ).get(view);

    expect(status).toBe(200);
    expect(text).toContain(number);
    expect(text).not.toContain('Show what Alert Relay did');
    expect(text).not.toContain('<section>');
  });
});

test.each([
  ['Waiting changes', 'pending'],
  ['Failed changes', 'dead'],
])('the menu leads under %s to those that are %s', async (title, state) => {
  await deadChanges(1);
  await app.relay.put(`${api}/tasks/${newKey()}`, newCommand());
  await quiet();
  relay.answerWith(() => ({ status: 503, body: '' }));
  await app.relay.put(`${api}/tasks/${newKey()}`, newCommand());
  await quiet();
  const [module] = await app.rows('sys_app_module', `title=${title}`);

  const listed = await app.rows('x_alrt_relay_outbox', String(module?.['filter']));
  relay.answerWith(undefined);

  expect(new Set(listed.map((row) => row['state']))).toEqual(new Set([state]));
});
