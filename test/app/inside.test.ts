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

async function press(path: string, fields: Record<string, string>): Promise<number> {
  await browser.get('/navpage.do');
  return (await browser.post(path, { ...fields, sysparm_ck: browser.token() })).status;
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
      { state: 'sent' },
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
    expect((await browser.get('/navpage.do')).text).toContain('Failed changes');
  });

  test('a test event is a signed heartbeat to each connected relay', async () => {
    const before = relay.heartbeats.length;

    const answer = await app.relay.post(`${api}/self-test?only=calls`, {});

    expect(answer.text).toContain('"call to prod"');
    expect(answer.text).not.toContain('unique insert');
    expect(relay.heartbeats.length).toBe(before + 1);
  });
});
