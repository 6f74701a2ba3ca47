import { excessRoles, type RoleNeed, toRoleNeeds } from '../domain/role-matrix.ts';
import { type Check, fail, type Finding, pass, skip, warn } from './check.ts';
import type { Account, FindAccount } from './find-account.ts';
import type { Subject } from './subject.ts';

const API_USER = 'x_alrt_relay.api_user';

/** The account itself, and each role that the role matrix names for what the routes do. */
export function accountChecks(subject: Subject, findAccount: FindAccount): readonly Check[] {
  const needs = toRoleNeeds(subject.connection, subject.routes);
  return [
    {
      id: 'account',
      title: 'The account is active, not locked, needs no reset, and is a machine',
      needed: true,
      after: ['sign-in'],
      look: async () => accountFinding(await findAccount()),
    },
    ...needs.map((row) => roleCheck(subject, row, findAccount)),
    {
      id: 'excess-rights',
      title: 'The account holds no more rights than it needs',
      needed: false,
      after: ['sign-in'],
      look: async () => excessFinding(await findAccount()),
    },
  ];
}

function roleCheck(
  { connection, inspector }: Subject,
  row: ReturnType<typeof toRoleNeeds>[number],
  findAccount: FindAccount,
): Check {
  return {
    id: `role:${row.role}`,
    title: `The account holds ${row.role}: ${row.feature}`,
    needed: row.need === 'needed',
    after: ['token-scope'],
    look: async () => {
      const roles = (await findAccount())?.roles;
      if (roles !== undefined) return roleFinding(row, roles);
      if (row.role === API_USER && connection.mode === 'app') return askApp(inspector, row);
      return skip('the account may not see its own roles, so what they open is looked at instead');
    },
  };
}

/** The app's endpoint rule asks for the role and nothing else. */
async function askApp(inspector: Subject['inspector'], row: RoleNeed): Promise<Finding> {
  const heard = await inspector.ask({
    path: '/api/x_alrt_relay/v1/changes',
    query: { connection: 'doctor', limit: '1' },
  });
  if (heard.kind === 'silent') return skip(heard.error.message);
  const { status, problem, says } = heard.seen;
  if (status === 403) return missing(row, ['not visible']);
  return status < 300 || problem !== undefined
    ? pass('the app let the account in')
    : skip(`the app did not answer (${status} "${says}"), so that its role is not seen`);
}

function roleFinding(row: RoleNeed, held: readonly string[]): Finding {
  const by = [row.role, ...row.alsoBy].find((name) => held.includes(name));
  if (by === row.role) return pass(`holds ${by}`);
  return by === undefined ? missing(row, held) : pass(`holds ${by}, which opens the same`);
}

function missing(row: RoleNeed & { readonly need?: string }, held: readonly string[]): Finding {
  const trouble = {
    code: 'role-missing',
    evidence: `roles held: ${held.length === 0 ? 'none' : held.join(', ')}`,
    cause: `The role ${row.role} is missing: it is for ${row.feature}.`,
    cure: `Grant ${row.role} to the account (User Administration, Users, Roles).`,
  };
  return row.need === 'advised' ? warn(trouble) : fail(trouble);
}

function accountFinding(account: Account | undefined): Finding {
  if (account === undefined) {
    return skip(
      'the account may not see its own record; it signs in, so it is active and unlocked',
    );
  }
  const { flags, userName } = account;
  const shown = Object.entries(flags)
    .filter(([name, value]) => name !== 'sys_id' && name !== 'user_name' && value !== '')
    .map(([name, value]) => `${name}=${value}`);
  const evidence = `${userName}: ${shown.join(', ')}`;
  const reset = flags['password_needs_reset'] === 'true';
  if (reset) {
    return warn({
      code: 'reset-pending',
      evidence,
      cause:
        'A password reset is pending. It blocks calls as soon as glide.authenticate.api.user.reset_password.mandatory is true.',
      cure: 'Clear Password needs reset on the user.',
    });
  }
  const isMachine =
    flags['identity_type'] === 'machine' || flags['web_service_access_only'] === 'true';
  if (!isMachine && flags['identity_type'] !== undefined) {
    return warn({
      code: 'not-a-machine',
      evidence,
      cause: 'The account may sign in to the user interface, as a person does.',
      cure: 'Set Identity type to Machine, or Web service access only.',
    });
  }
  return pass(evidence);
}

function excessFinding(account: Account | undefined): Finding {
  if (account?.roles === undefined) return skip('the roles of the account are not visible to it');
  const excess = account.roles.filter((name) => excessRoles.includes(name));
  if (excess.length === 0) return pass(`roles held: ${account.roles.join(', ')}`);
  return warn({
    code: 'excess-rights',
    evidence: `holds ${excess.join(', ')}`,
    cause: 'Whoever gets these credentials may do far more than deliver alerts.',
    cure: 'Take the role away; docs/roles.md has the least set.',
  });
}
