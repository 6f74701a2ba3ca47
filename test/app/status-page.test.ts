import { afterAll, beforeAll, expect, test } from 'vitest';
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
import { newSecret, startFakeRelay, type FakeRelay } from './support/fake-relay.ts';
import { openPage, type OpenPage } from './support/open-page.ts';

// The page's own script, as the built app ships it, with its buttons pressed by somebody who may look only.
let app: AppInstance;
let relay: FakeRelay;
let viewer: TestBrowser;
let page: OpenPage;

beforeAll(async () => {
  [app, relay] = await Promise.all([startAppInstance(), startFakeRelay()]);
  await connectRelay(app, relay);
  const person = { user: 'night.shift', password: 'night.shift' };
  app.instance.control.createUser({
    userName: person.user,
    password: person.password,
    roles: ['x_alrt_relay.viewer'],
  });
  viewer = await signInWithBrowser(app.instance.url, person);
  page = await openPage(viewer, app.instance.url, '/x_alrt_relay_status.do');
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await relay[Symbol.asyncDispose]();
});

const press = (button: string): Promise<string> =>
  page.press(`alert-relay-${button}`, 'alert-relay-checks');

/** The row of a check: its name, the verdict, what it means and what to do. */
const row = (table: string, check: string): string =>
  table.split('\n').find((line) => line.startsWith(`${check} | `)) ?? '';

test('opens with what is connected, in which state', async () => {
  const connections = await waitFor(
    () => {
      const text = page.text('alert-relay-connections');
      return text !== '' && text;
    },
    { within: 10_000, what: 'the connections' },
  );

  expect(page.text('alert-relay-instance')).toContain('Version 0.1.0 on simulated');
  expect(row(connections, 'prod')).toMatch(/^prod \| default \| connected \| http:\/\/127/);
});

test('"Send a test event" brings a signed heartbeat to the relay and says so', async () => {
  const before = relay.heartbeats.length;

  const checks = await press('test-event');

  expect(relay.heartbeats.length).toBe(before + 1);
  expect(row(checks, 'call to prod')).toContain(' | good | ');
  expect(row(checks, 'unique insert')).toBe('');
});

test('"Send a test event" to a relay that holds another secret says what to do', async () => {
  relay.trust(newSecret());

  const checks = await press('test-event');
  relay.trust(relay.secret);

  expect(row(checks, 'call to prod')).toMatch(/ \| not good \| .*HTTP 401.*secret/);
});

test('"Run the self-test" makes one task, closes it and finds everything good', async () => {
  const [connection] = await app.rows('x_alrt_relay_connection');
  const path = `/api/now/table/x_alrt_relay_connection/${String(connection?.['sys_id'])}`;
  await app.admin.patch(path, { next_attempt: '' });

  const checks = await press('self-test');

  expect(checks).not.toContain('not good');
  for (const check of ['signature', 'unique insert', 'privileges', 'quota', 'rule on task']) {
    expect(row(checks, check), checks).toContain(' | good | ');
  }
  expect(await app.rows('task', 'short_descriptionSTARTSWITHAlert Relay self-test')).toMatchObject([
    { active: 'false' },
  ]);
});

test('"Look at the settings" names what is not good, with the remedy', async () => {
  const checks = await press('preflight');

  expect(row(checks, 'invalid queries')).toMatch(/ \| not good \| .+ \| .+ \| $/);
});

test('tells when each side last heard the other, what waits since when, what failed and what is linked', async () => {
  const put = () => app.relay.put(`${api}/tasks/${newKey()}`, newCommand());
  const quiet = () =>
    waitFor(() => app.instance.control.openJobs() === 0, { within: 20_000, what: 'quiet' });
  await app.relay.post(`${api}/heartbeat`, {
    workspace: 'default',
    connection: 'prod',
    relay_version: '0.1.0',
    every_seconds: 60,
  });
  await put();
  await quiet();
  relay.answerWith(() => ({ status: 503, body: 'busy' }));
  await put();
  await put();
  await quiet();
  const [failed] = await app.rows('x_alrt_relay_outbox', 'state=pending');
  const path = `/api/now/table/x_alrt_relay_outbox/${String(failed?.['sys_id'])}`;
  await app.admin.patch(path, { state: 'dead' });
  app.instance.control.setClockOffsetMs(7 * 60_000);

  const again = await openPage(viewer, app.instance.url, '/x_alrt_relay_status.do');
  const told = await waitFor(
    () => row(again.text('alert-relay-connections'), 'prod') || undefined,
    {
      within: 10_000,
      what: 'the connection',
    },
  );
  app.instance.control.setClockOffsetMs(0);
  relay.answerWith(undefined);

  const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;
  expect(told).toMatch(
    new RegExp(
      String.raw`^prod \| default \| failing: HTTP 503 busy \| http://\S+ \| ${time} \| ${time} \| ${time} \| 1 \| 7 min \| 1 \| 3 \| $`,
    ),
  );
});

test('somebody who may no longer look is told that it did not work', async () => {
  const [user] = await app.rows('sys_user', 'user_name=night.shift');
  const [granted] = await app.rows('sys_user_has_role', `user=${String(user?.['sys_id'])}`);
  await app.admin.delete(`/api/now/table/sys_user_has_role/${String(granted?.['sys_id'])}`);

  const said = await press('preflight');
  const page403 = await viewer.get('/x_alrt_relay_status.do');

  expect(said).toBe(
    'This did not work: HTTP 403. It takes the role x_alrt_relay.viewer or x_alrt_relay.admin.',
  );
  expect(page403.status).toBe(403);
});

test('where no relay is called it says so, and where none ever connected how one comes', async () => {
  const [connection] = await app.rows('x_alrt_relay_connection');
  const path = `/api/now/table/x_alrt_relay_connection/${String(connection?.['sys_id'])}`;
  const { user, password } = app.instance.admin;
  const administrator = await signInWithBrowser(app.instance.url, { user, password });
  await app.admin.patch(path, { mode: 'pull' });
  const fetching = await openPage(administrator, app.instance.url, '/x_alrt_relay_status.do');

  const called = await fetching.press('alert-relay-test-event', 'alert-relay-checks');
  await app.admin.delete(path);
  const empty = await openPage(administrator, app.instance.url, '/x_alrt_relay_status.do');
  const none = await waitFor(() => empty.text('alert-relay-connections') || undefined, {
    within: 10_000,
    what: 'the connections',
  });

  expect(called).toMatch(/^No relay was called: .* fetches by itself/);
  expect(none).toMatch(/^No relay has connected yet\. A relay introduces itself/);
});

test('when it cannot load it does not go on saying that it loads', async () => {
  app.instance.control.addFault({
    match: { path: '/api/x_alrt_relay/v1/status' },
    action: { status: 401 },
    times: 1,
  });
  const { user, password } = app.instance.admin;
  const administrator = await signInWithBrowser(app.instance.url, { user, password });

  const opened = await openPage(administrator, app.instance.url, '/x_alrt_relay_status.do');
  const told = await waitFor(() => opened.text('alert-relay-connections') || undefined, {
    within: 10_000,
    what: 'the refusal',
  });

  expect(told).toBe(
    'This did not work: HTTP 401. You are no longer signed in: load this page again.',
  );
  expect(opened.text('alert-relay-instance')).toBe('');
});
