import type { Observed } from './observe.ts';
import { API_USER, entryName, GRANT_PROPERTY, markOf, type Wish } from './wish.ts';

/** One thing that has to be so, and how it comes to be. */
export interface Step {
  readonly id: string;
  readonly title: string;
  readonly kind: 'create' | 'update' | 'keep' | 'by-hand';
  readonly detail: string;
  /** Where a person does the same, and how. */
  readonly link: string;
  readonly instruction?: string;
  /** What REST sends; absent where there is nothing to send. */
  readonly write?: Write;
}

interface Write {
  readonly table: string;
  /** `undefined` creates. */
  readonly sysId: string | undefined;
  /** Values; a `ref` is the sys_id of what another step made. */
  readonly values: Readonly<Record<string, string | { readonly ref: 'account' | 'entry' }>>;
  /** Remembered for later steps. */
  readonly as?: 'account' | 'entry';
}

/** What is to be done, in order. Pure: the same wish and the same instance give the same plan. */
export function planSetup(wish: Wish, seen: Observed): readonly Step[] {
  const steps = [
    appStep(wish, seen),
    accountStep(wish, seen),
    ...wish.roles.map((role) => roleStep(wish, seen, role)),
    ...(wish.signIn === 'client'
      ? [propertyStep(wish, seen), entryStep(wish, seen), scopeStep(wish, seen)]
      : [passwordStep(wish, seen)]),
  ];
  return seen.isAdministrator ? steps : steps.map(toByHand);
}

/** What needs no doing needs none by hand either. */
function toByHand(step: Step): Step {
  if (step.kind === 'keep') return step;
  const { write: _, instruction = step.detail, ...rest } = step;
  return { ...rest, kind: 'by-hand', detail: instruction };
}

function appStep({ mode, url }: Wish, { roleIds }: Observed): Step {
  const step = {
    id: 'app',
    title: 'The app Alert Relay is installed',
    link: `${url}/sys_remote_update_set_list.do`,
  };
  if (mode === 'table') {
    return { ...step, kind: 'keep', detail: 'table mode works without it' };
  }
  if (roleIds.has(API_USER))
    return { ...step, kind: 'keep', detail: `its role ${API_USER} is there` };
  return {
    ...step,
    kind: 'by-hand',
    detail:
      'REST cannot install it. Import the update set of "npm run package" (Retrieved Update Sets, Import Update Set from XML, Preview, Commit; elevate to security_admin first), or install the package; now-app/INSTALL.md has both. Then run setup again. Without the app: --mode table.',
  };
}

function accountStep(wish: Wish, { account }: Observed): Step {
  const step = {
    id: 'account',
    title: `The service account ${wish.account}`,
    instruction: `User Administration, Users, New: user ID ${wish.account}, first name Alert, last name Relay, email ${wish.email}, Active on, Locked out off, Password needs reset off, Identity type Machine, Web service access only on.${wish.signIn === 'client' ? ' It needs no password.' : ''}`,
  };
  if (account === undefined) {
    return {
      ...step,
      kind: 'create',
      detail:
        'active, not locked, no reset pending, identity type Machine, web service access only',
      link: `${wish.url}/sys_user.do?sys_id=-1`,
      write: {
        table: 'sys_user',
        sysId: undefined,
        as: 'account',
        values: {
          user_name: wish.account,
          first_name: 'Alert',
          last_name: 'Relay',
          email: wish.email,
          title: markOf(wish).slice(0, 60),
          ...healthy,
          identity_type: 'machine',
          web_service_access_only: 'true',
        },
      },
    };
  }
  const link = `${wish.url}/sys_user.do?sys_id=${account['sys_id'] ?? ''}`;
  const wrong = Object.entries(healthy).filter(
    ([column, value]) =>
      account[column] !== undefined && account[column] !== value && account[column] !== '',
  );
  if (wrong.length === 0) return { ...step, kind: 'keep', detail: 'is there, and well', link };
  return {
    ...step,
    kind: 'update',
    detail: `set ${wrong.map(([column, value]) => `${column}=${value}`).join(', ')}`,
    link,
    write: { table: 'sys_user', sysId: account['sys_id'], values: Object.fromEntries(wrong) },
  };
}

const healthy = { active: 'true', locked_out: 'false', password_needs_reset: 'false' } as const;

function roleStep(wish: Wish, { held, roleIds, account }: Observed, role: string): Step {
  const user = account?.['sys_id'];
  const step = {
    instruction: `on the user ${wish.account}: Roles, Edit, add ${role}`,
    id: `role:${role}`,
    title: `The account holds ${role}`,
    link: `${wish.url}/sys_user.do?${user === undefined ? `sysparm_query=user_name=${wish.account}` : `sys_id=${user}`}`,
  };
  if (held.has(role)) return { ...step, kind: 'keep', detail: 'holds it' };
  const roleId = roleIds.get(role);
  if (roleId === undefined) {
    return {
      ...step,
      kind: 'by-hand',
      detail: `the instance has no role ${role} yet: see the step app`,
    };
  }
  return {
    ...step,
    kind: 'create',
    detail: 'grant it',
    write: {
      table: 'sys_user_has_role',
      sysId: undefined,
      values: { user: user ?? { ref: 'account' }, role: roleId },
    },
  };
}

function passwordStep(wish: Wish, { account }: Observed): Step {
  const user = account?.['sys_id'];
  const step = {
    id: 'password',
    title: `The account ${wish.account} has a password`,
    link: `${wish.url}/sys_user.do?${user === undefined ? `sysparm_query=user_name=${wish.account}` : `sys_id=${user}`}`,
  };
  if (wish.password !== undefined) {
    return { ...step, kind: 'keep', detail: 'it was told, and is tried below' };
  }
  const where =
    wish.signIn === 'agent'
      ? 'write it into satellite.yml beside the instance, never here'
      : 'run setup again with --account-password-env';
  return {
    ...step,
    kind: 'by-hand',
    detail: `REST cannot set it. On the user: Set Password, Generate, Save Password, Update; then ${where}.`,
  };
}

function propertyStep(wish: Wish, { property }: Observed): Step {
  const step = {
    id: 'property',
    title: `${GRANT_PROPERTY} is true`,
    instruction:
      'type sys_properties.list into the filter navigator: name as above, type true | false, value true. Absent means off.',
  };
  if (property === undefined) {
    return {
      ...step,
      kind: 'create',
      detail: 'it is absent, which means off',
      link: `${wish.url}/sys_properties.do?sys_id=-1&sysparm_query=name=${GRANT_PROPERTY}^type=boolean^value=true`,
      write: {
        table: 'sys_properties',
        sysId: undefined,
        values: { name: GRANT_PROPERTY, value: 'true', type: 'boolean', description: markOf(wish) },
      },
    };
  }
  const link = `${wish.url}/sys_properties.do?sys_id=${property['sys_id'] ?? ''}`;
  if (property['value'] === 'true') return { ...step, kind: 'keep', detail: 'is true', link };
  return {
    ...step,
    kind: 'update',
    detail: `it is "${property['value'] ?? ''}"`,
    link,
    write: { table: 'sys_properties', sysId: property['sys_id'], values: { value: 'true' } },
  };
}

function entryStep(wish: Wish, { entry, account }: Observed): Step {
  const redirectHint = wish.redirectUrl === undefined ? '' : `, redirect URL ${wish.redirectUrl}`;
  const step = {
    id: 'oauth-client',
    title: `The application registry entry "${entryName(wish)}"`,
    instruction: `System OAuth, Application Registry, New, New Inbound Integration Experience, OAuth - Client credentials grant: name ${entryName(wish)}, OAuth application user ${wish.account}${redirectHint}. Copy client id and client secret.`,
  };
  const user = account?.['sys_id'] ?? ({ ref: 'account' } as const);
  const redirect = wish.redirectUrl === undefined ? {} : { redirect_url: wish.redirectUrl };
  const secret = { client_id: wish.client.id, client_secret: wish.client.secret.reveal() };
  if (entry === undefined) {
    return {
      ...step,
      kind: 'create',
      detail: `OAuth client credentials for ${wish.account}${redirectHint}`,
      link: `${wish.url}/oauth_entity.do?sys_id=-1`,
      write: {
        table: 'oauth_entity',
        sysId: undefined,
        as: 'entry',
        values: {
          name: entryName(wish),
          type: 'client',
          active: 'true',
          default_grant_type: 'client_credentials',
          scope_restriction_policy: 'broadly',
          comments: markOf(wish),
          user,
          ...redirect,
          ...secret,
        },
      },
    };
  }
  const link = `${wish.url}/oauth_entity.do?sys_id=${entry['sys_id'] ?? ''}`;
  const stale = {
    ...(entry['active'] === 'true' ? {} : { active: 'true' }),
    ...(entry['user'] === account?.['sys_id'] ? {} : { user }),
    ...(wish.redirectUrl === undefined || entry['redirect_url'] === wish.redirectUrl
      ? {}
      : redirect),
    ...(wish.isNewSecret ? secret : {}),
  };
  if (Object.keys(stale).length === 0)
    return { ...step, kind: 'keep', detail: 'is there, and well', link };
  return {
    ...step,
    kind: 'update',
    detail: `set ${Object.keys(stale).join(', ')}${wish.isNewSecret ? '; a relay that signs in with the client of now is refused from then on' : ''}`,
    link,
    write: { table: 'oauth_entity', sysId: entry['sys_id'], values: stale },
  };
}

/** New entries of recent releases are "securely scoped": nothing is open until a scope says so. */
function scopeStep(wish: Wish, { scope, isScopeMapped, entry }: Observed): Step {
  const id = entry?.['sys_id'];
  const step = {
    id: 'scope',
    title: 'The entry has the auth scope useraccount',
    instruction: 'in the entry: Auth Scopes, add useraccount',
    link: `${wish.url}/oauth_entity.do?sys_id=${id ?? '-1'}`,
  };
  if (isScopeMapped) return { ...step, kind: 'keep', detail: 'has a scope' };
  if (scope === undefined) {
    return {
      ...step,
      kind: 'keep',
      detail: 'the instance has no scope of this name, so none is asked for',
    };
  }
  return {
    ...step,
    kind: 'create',
    detail: 'add it',
    write: {
      table: 'oauth_entity_auth_scope_mapping',
      sysId: undefined,
      values: { oauth_entity: id ?? { ref: 'entry' }, auth_scope: scope },
    },
  };
}
