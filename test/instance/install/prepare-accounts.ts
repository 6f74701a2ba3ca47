import { randomBytes } from 'node:crypto';
import { requireTable, type Dictionary } from '../dictionary/dictionary.ts';
import { newSysId } from '../engine/ids.ts';
import { hashPassword } from '../auth/password.ts';
import type { Store } from '../store/database.ts';
import { addUser, grantRole } from './add-user.ts';
import { insertRow, updateRow } from '../store/records.ts';
import { stamped } from './install-stock.ts';

export interface Accounts {
  readonly admin: { readonly user: string; readonly password: string };
  readonly integration: {
    readonly user: string;
    readonly password: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
}

const ADMIN_ID = '6816f79cc0a8016401c5a33be04be441';

/** An administrator, and the integration account that a customer would make for this app. */
export function prepareAccounts(
  store: Store,
  dictionary: Dictionary,
  role: string | undefined,
): Accounts {
  const secret = (): string => randomBytes(15).toString('base64url');
  const admin = { user: 'admin', password: secret() };
  const integration = {
    user: 'alert.relay',
    password: secret(),
    clientId: randomBytes(16).toString('hex'),
    clientSecret: secret(),
  };
  store.write(() => {
    setUpAdmin(store, dictionary, admin.password);
    const userId = addUser(store, dictionary, {
      userName: integration.user,
      password: integration.password,
      roles: role === undefined ? [] : [role],
      values: {
        first_name: 'Alert Relay',
        last_name: 'Integration',
        name: 'Alert Relay Integration',
        identity_type: 'machine',
        web_service_access_only: 'true',
      },
    });
    addOAuthClient(store, dictionary, userId, integration);
    enableClientCredentials(store, dictionary);
  });
  return { admin, integration };
}

function setUpAdmin(store: Store, dictionary: Dictionary, password: string): void {
  const users = requireTable(dictionary, 'sys_user');
  const hash = hashPassword(password);
  if (updateRow(store, users, ADMIN_ID, { user_password: hash, active: '1' }) === 1) {
    grantRole(store, dictionary, ADMIN_ID, 'admin');
    return;
  }
  insertRow(
    store,
    users,
    stamped(users, {
      sys_id: ADMIN_ID,
      user_name: 'admin',
      first_name: 'System',
      last_name: 'Administrator',
      name: 'System Administrator',
      active: '1',
      user_password: hash,
    }),
  );
  grantRole(store, dictionary, ADMIN_ID, 'admin');
}

/** The application user is what a client-credentials token speaks for. */
function addOAuthClient(
  store: Store,
  dictionary: Dictionary,
  userId: string,
  account: Accounts['integration'],
): void {
  const table = requireTable(dictionary, 'oauth_entity');
  insertRow(
    store,
    table,
    stamped(table, {
      sys_id: newSysId(),
      name: 'Alert Relay',
      client_id: account.clientId,
      client_secret: account.clientSecret,
      active: '1',
      type: 'client',
      user: userId,
      access_token_lifespan: '1800',
      refresh_token_lifespan: '8640000',
    }),
  );
}

/** Absent means disabled on the platform; the administrator who made the client has switched it on. */
function enableClientCredentials(store: Store, dictionary: Dictionary): void {
  const table = requireTable(dictionary, 'sys_properties');
  const name = 'glide.oauth.inbound.client.credential.grant_type.enabled';
  if (store.prepare('SELECT sys_id FROM sys_properties WHERE name = ?').get(name) !== undefined)
    return;
  insertRow(
    store,
    table,
    stamped(table, { sys_id: newSysId(), name, value: 'true', type: 'boolean' }),
  );
}
