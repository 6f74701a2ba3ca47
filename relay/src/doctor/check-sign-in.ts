import type { Heard, Silent } from '../servicenow/inspect-instance.ts';
import type { Credentials } from '../domain/configuration.ts';
import { identityOf } from '../domain/credential-use.ts';
import { type Check, fail, type Finding, pass, skip, warn } from './check.ts';
import { byElimination, explainRefusal } from './explain-refusal.ts';
import type { Subject } from './subject.ts';

/** What every account may ask for. */
const ownRecord = {
  path: '/api/now/table/sys_user',
  query: {
    sysparm_query: 'sys_id=javascript:gs.getUserID()',
    sysparm_fields: 'sys_id',
    sysparm_limit: '1',
  },
};

export type SignInSubject = Pick<Subject, 'connection' | 'inspector' | 'admin' | 'clock'>;

/** One call, signed in: at most one refused sign-in in the whole run. */
export function signInChecks(subject: Subject): readonly Check[] {
  let asked: Promise<Heard | Silent> | undefined;
  const ask = () => (asked ??= subject.inspector.ask(ownRecord));
  return [
    {
      id: 'sign-in',
      title: 'The instance accepts the credentials',
      needed: true,
      after: ['instance'],
      look: async () => signInFinding(subject, await ask()),
    },
    ...otherSetChecks(subject),
    {
      id: 'token-scope',
      title: 'The scopes of the OAuth client open what we call',
      needed: true,
      after: ['sign-in'],
      look: async () => scopeFinding(subject, await ask()),
    },
    {
      id: 'table-api',
      title: 'The Table API is open to the account',
      needed: subject.connection.mode === 'table',
      after: ['token-scope'],
      look: async () => tableApiFinding(await ask()),
    },
  ];
}

/** What the first signed-in call of a connection tells. */
export async function lookAtSignIn(subject: SignInSubject): Promise<Finding> {
  return signInFinding(subject, await subject.inspector.ask(ownRecord));
}

async function signInFinding(subject: SignInSubject, heard: Heard | Silent): Promise<Finding> {
  if (isRefusal(heard)) return explainRefusal(subject, heard);
  if (heard.kind === 'silent') {
    return fail({
      code: heard.error.code,
      evidence: heard.error.message,
      cause: 'The sign-in did not come to an answer.',
      cure: `docs/errors.md says what ${heard.error.code} means.`,
    });
  }
  return pass(`accepted (${subject.connection.credentials.kind})`);
}

/** What came is no sign-in, whoever is to blame; the instance itself answered before. */
function isRefusal(heard: Heard | Silent): boolean {
  if (heard.kind === 'answer') return heard.seen.status === 401;
  return [
    'SERVICENOW_UNAUTHORIZED',
    'SERVICENOW_SIGN_IN_NEEDED',
    'SERVICENOW_NOT_JSON',
    'SERVICENOW_UNEXPECTED_ANSWER',
  ].includes(heard.error.code);
}

/** The other of two live sets: a run signs in with one, so that it is refused once at most. */
function otherSetChecks({ connection, otherSet }: Subject): readonly Check[] {
  if (otherSet === undefined) return [];
  return [
    {
      id: 'standby',
      title: 'The set of credentials that was to sign in does',
      needed: false,
      after: ['sign-in'],
      look: () => otherSetFinding(connection, otherSet),
    },
  ];
}

function otherSetFinding(
  connection: Subject['connection'],
  other: NonNullable<Subject['otherSet']>,
): Finding {
  if (!other.isRefused) {
    return skip(
      `${other.credentials.kind} credentials stand by and were not tried`,
      `To try them: alert-relay credentials switch ${connection.name}.`,
    );
  }
  const evidence = `the instance refused the first set (${other.credentials.kind}), and takes what stands by`;
  const { credentials, name } = connection;
  if (isSameAccount(connection, credentials, other.credentials))
    return warn({ ...byElimination(other.credentials), evidence });
  return warn({
    code: 'standby-in-use',
    evidence,
    cause: 'The first set is over: rotated, revoked, or its account or client is gone.',
    cure: `alert-relay credentials switch ${name}, then give new ones to stand by, or retire the old.`,
  });
}

/** What took the one set takes the other but for its secret. */
function isSameAccount(
  connection: Subject['connection'],
  one: Credentials,
  other: Credentials,
): boolean {
  const users = [one, other].map((set) =>
    'user' in set ? set.user : 'subject' in set ? set.subject : '',
  );
  return (
    one.kind === other.kind &&
    identityOf(connection, one) === identityOf(connection, other) &&
    users[0] === users[1]
  );
}

function scopeFinding({ connection }: Subject, heard: Heard | Silent): Finding {
  if (connection.credentials.kind === 'basic') return skip('scopes hold for OAuth tokens only');
  if (heard.kind === 'silent') return skip(heard.error.message);
  const { says, status } = heard.seen;
  if (status === 403 && /api access scope/i.test(says)) {
    return fail({
      code: 'wrong-scope',
      evidence: `${status} "${says}"`,
      cause:
        'The OAuth client lacks the scope that is bound to this API, or is "securely scoped" without one.',
      cure: 'In the application registry entry add the auth scope useraccount, or make it "broadly scoped".',
    });
  }
  return pass('no scope was missed');
}

function tableApiFinding(heard: Heard | Silent): Finding {
  if (heard.kind === 'silent') return skip(heard.error.message);
  const { says, status } = heard.seen;
  if (status !== 403) return pass(`answered ${status}`);
  if (/api level acl|web service/i.test(says)) {
    return fail({
      code: 'web-service-access',
      evidence: `${status} "${says}"`,
      cause:
        'A REST endpoint rule demands the role snc_platform_rest_api_access, or the table is closed to web services.',
      cure: 'Grant the role snc_platform_rest_api_access, or open the table to web services.',
    });
  }
  return pass(`answered ${status} "${says}" for one table`);
}
