import { operations } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import { builtApp } from '../../now-app/tools/built-app.ts';
import { properties } from '../../now-app/src/server/names.ts';
import { readDist } from '../../now-app/tools/checks/read-dist.ts';

const shipped = readDist(builtApp().dist).filter((record) => record.table === 'sys_ws_operation');

test('the contract names every call that the built app takes, and no other', () => {
  const calls = shipped.map(
    ({ columns }) => `${columns['http_method'] ?? ''} ${columns['relative_path'] ?? ''}`,
  );

  expect(calls.toSorted()).toEqual(
    operations.map(({ method, path }) => `${method} ${path}`).toSorted(),
  );
});

test('every call asks who is calling and for a role, and needs no other role besides', () => {
  expect(
    shipped.filter(
      ({ columns }) =>
        columns['requires_authentication'] !== 'true' ||
        columns['requires_acl_authorization'] !== 'true' ||
        columns['requires_snc_internal_role'] !== 'false' ||
        columns['enforce_acl'] === '',
    ),
  ).toEqual([]);
});

test('the calls that people may make as well are those of status and checks', () => {
  const acls = new Map(
    shipped.map(({ columns }) => [columns['relative_path'] ?? '', columns['enforce_acl'] ?? '']),
  );
  const ofPeople = operations.filter(({ alsoFor }) => alsoFor === 'viewer');
  const ofRelay = operations.filter(({ alsoFor }) => alsoFor === undefined);

  const own = new Set(ofRelay.map(({ path }) => acls.get(path)));
  expect(own.size).toBe(1);
  for (const { path } of ofPeople) expect(own).not.toContain(acls.get(path));
});

test('each alarm is a registered event with a notification, off until somebody names recipients', () => {
  const of = (table: string) => readDist(builtApp().dist).filter((one) => one.table === table);
  const events = of('sysevent_register').map(({ columns }) => columns['event_name'] ?? '');
  const notifications = of('sysevent_email_action').map(({ columns }) => columns);

  expect(notifications.map((one) => one['event_name'] ?? '').toSorted()).toEqual(
    events.filter((name) => !name.endsWith('.ready')).toSorted(),
  );
  expect(notifications.map((one) => one['active'])).toEqual(['false', 'false', 'false']);
  for (const { message_html: text = '', subject = '' } of notifications) {
    expect(subject).toContain('${name}');
    expect(text.length).toBeGreaterThan(50);
  }
  // Whoever switched the app off need not be the one who reads that changes wait.
  const stuck = notifications.find((one) => one['event_name'] === 'x_alrt_relay.outbox.stuck');
  expect(stuck?.['message_html']).toContain(properties.enabled);
});

/** Somebody who changes one in the list of properties would wonder why nothing happens. */
test('each property that the app reads is one that it ships, and the other way round', () => {
  const records = readDist(builtApp().dist).filter(({ table }) => table === 'sys_properties');
  const names = records.map(({ columns }) => columns['name'] ?? '');

  expect(names.toSorted()).toEqual(Object.values(properties).toSorted());
  for (const { columns } of records) expect(columns['description']).not.toBe('');
});
