import { expect, test } from 'vitest';
import { Secret } from '../lib/secret.ts';
import type { Observed } from './observe.ts';
import { planSetup } from './plan.ts';
import type { Wish } from './wish.ts';

const wish: Wish = {
  workspace: 'main',
  connection: 'prod',
  url: 'https://hyper.service-now.com',
  mode: 'app',
  transport: undefined,
  account: 'alert.relay',
  email: 'relay@example.com',
  roles: ['x_alrt_relay.api_user'],
  redirectUrl: 'https://relay.example.com/oauth/callback/prod',
  hosting: 'cloud',
  signIn: 'client',
  password: undefined,
  client: { id: 'id-1', secret: new Secret('secret-1') },
  isNewSecret: true,
};

const bare: Observed = {
  isAdministrator: true,
  roleIds: new Map([['x_alrt_relay.api_user', 'role-1']]),
  account: undefined,
  held: new Set(),
  entry: undefined,
  property: undefined,
  scope: 'scope-1',
  isScopeMapped: false,
};

const done: Observed = {
  ...bare,
  account: {
    sys_id: 'user-1',
    active: 'true',
    locked_out: 'false',
    password_needs_reset: 'false',
  },
  held: new Set(['x_alrt_relay.api_user']),
  entry: {
    sys_id: 'entry-1',
    active: 'true',
    user: 'user-1',
    redirect_url: 'https://relay.example.com/oauth/callback/prod',
  },
  property: { sys_id: 'property-1', value: 'true' },
  isScopeMapped: true,
};

const kinds = (wanted: Wish, seen: Observed) =>
  planSetup(wanted, seen).map(({ id, kind }) => `${id}: ${kind}`);

test('on an instance with the app alone everything else is made', () => {
  expect(kinds(wish, bare)).toEqual([
    'app: keep',
    'account: create',
    'role:x_alrt_relay.api_user: create',
    'property: create',
    'oauth-client: create',
    'scope: create',
  ]);
});

test('what is there and well is kept', () => {
  const plan = planSetup({ ...wish, isNewSecret: false }, done);

  expect(plan.map(({ kind }) => kind)).toEqual(plan.map(() => 'keep'));
});

test.each<[string, Partial<Observed>, string]>([
  ['a locked account', { account: { ...done.account, locked_out: 'true' } }, 'account: update'],
  ['a role that was taken away', { held: new Set() }, 'role:x_alrt_relay.api_user: create'],
  ['a property that is off', { property: { sys_id: 'p', value: 'false' } }, 'property: update'],
  ['an inactive entry', { entry: { ...done.entry, active: 'false' } }, 'oauth-client: update'],
  ['another application user', { entry: { ...done.entry, user: 'x' } }, 'oauth-client: update'],
])('%s is mended, and nothing else', (_name, change, step) => {
  const plan = kinds({ ...wish, isNewSecret: false }, { ...done, ...change });

  expect(plan.filter((one) => !one.endsWith('keep'))).toEqual([step]);
});

const writesOf = (wanted: Wish, seen: Observed) =>
  planSetup(wanted, seen).flatMap(({ id, write }) =>
    write === undefined ? [] : [{ id, ...write }],
  );

test('what is made refers to what is made with it', () => {
  const secret = { client_id: 'id-1', client_secret: 'secret-1' };
  const redirect = { redirect_url: wish.redirectUrl };

  expect(writesOf(wish, bare)).toMatchObject([
    { id: 'account', sysId: undefined, as: 'account', values: { user_name: 'alert.relay' } },
    { id: 'role:x_alrt_relay.api_user', values: { user: { ref: 'account' }, role: 'role-1' } },
    { id: 'property', sysId: undefined, values: { value: 'true' } },
    {
      id: 'oauth-client',
      as: 'entry',
      values: { user: { ref: 'account' }, ...redirect, ...secret },
    },
    { id: 'scope', values: { oauth_entity: { ref: 'entry' }, auth_scope: 'scope-1' } },
  ]);
});

test('what is there is changed where it is, in what is wrong with it alone', () => {
  const seen: Observed = {
    ...done,
    account: { ...done.account, sys_id: 'user-1', locked_out: 'true' },
    held: new Set(),
    property: { sys_id: 'property-1', value: 'false' },
    entry: { ...done.entry, sys_id: 'entry-1', user: 'somebody', redirect_url: 'old' },
    isScopeMapped: false,
  };

  expect(writesOf({ ...wish, isNewSecret: false }, seen)).toEqual([
    { id: 'account', table: 'sys_user', sysId: 'user-1', values: { locked_out: 'false' } },
    {
      id: 'role:x_alrt_relay.api_user',
      table: 'sys_user_has_role',
      sysId: undefined,
      values: { user: 'user-1', role: 'role-1' },
    },
    { id: 'property', table: 'sys_properties', sysId: 'property-1', values: { value: 'true' } },
    {
      id: 'oauth-client',
      table: 'oauth_entity',
      sysId: 'entry-1',
      values: { user: 'user-1', redirect_url: wish.redirectUrl },
    },
    {
      id: 'scope',
      table: 'oauth_entity_auth_scope_mapping',
      sysId: undefined,
      values: { oauth_entity: 'entry-1', auth_scope: 'scope-1' },
    },
  ]);
});

test('where nobody knows the address of the relay the entry keeps its redirect URL', () => {
  const wanted = { ...wish, redirectUrl: undefined, isNewSecret: false };

  expect(kinds(wanted, done)).toContain('oauth-client: keep');
  expect(JSON.stringify(planSetup(wanted, bare))).not.toMatch(/redirect/i);
});

test('each link leads to the record, where there is one', () => {
  const linksOf = (seen: Observed) => planSetup(wish, seen).map(({ link }) => link);

  for (const [index, id] of ['user-1', 'user-1', 'property-1', 'entry-1', 'entry-1'].entries()) {
    expect(linksOf(done)[index + 1]).toMatch(new RegExp(`sys_id=${id}$`));
  }
  expect(linksOf(bare)[2]).toContain('sys_user.do?sysparm_query=user_name=alert.relay');
});

test.each([true, false])(
  'table mode needs no app, and nobody has to install it (administrator: %s)',
  (isAdministrator) => {
    const seen = { ...bare, isAdministrator, roleIds: new Map() };

    expect(kinds({ ...wish, mode: 'table', roles: [] }, seen)).toContain('app: keep');
  },
);

test('a client that gets a new secret is told as one that others lose', () => {
  const step = planSetup(wish, done).find(({ id }) => id === 'oauth-client');

  expect(step).toMatchObject({
    kind: 'update',
    detail:
      'set client_id, client_secret; a relay that signs in with the client of now is refused from then on',
  });
});

test('without the app the role is left for later, and without an administrator all is', () => {
  const noApp = kinds(wish, { ...bare, roleIds: new Map() });
  const nobody = planSetup(wish, { ...bare, isAdministrator: false });

  expect(noApp).toEqual(
    expect.arrayContaining(['app: by-hand', 'role:x_alrt_relay.api_user: by-hand']),
  );
  expect(nobody.filter(({ write }) => write !== undefined)).toEqual([]);
  expect(JSON.stringify(nobody)).not.toContain('secret-1');
});

test('each step by hand has a page of this instance', () => {
  for (const { link } of planSetup(wish, { ...bare, isAdministrator: false })) {
    expect(link.startsWith('https://hyper.service-now.com/')).toBe(true);
  }
});

test('on premises the account has a password, which a person sets, and there is no client', () => {
  const onPremises: Wish = { ...wish, hosting: 'on-premises', signIn: 'password' };

  expect(kinds(onPremises, bare)).toEqual([
    'app: keep',
    'account: create',
    'role:x_alrt_relay.api_user: create',
    'password: by-hand',
  ]);
  expect(kinds({ ...onPremises, password: new Secret('told') }, done)).toEqual([
    'app: keep',
    'account: keep',
    'role:x_alrt_relay.api_user: keep',
    'password: keep',
  ]);
});

test('behind an agent the password is for its file, never for the relay', () => {
  const plan = planSetup({ ...wish, hosting: 'on-premises', signIn: 'agent' }, bare);

  expect(plan.find(({ id }) => id === 'password')?.detail).toContain('satellite.yml');
});
