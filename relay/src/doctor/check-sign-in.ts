import type { Heard, Silent } from '../servicenow/inspect-instance.ts';
import { type Check, fail, type Finding, pass, skip } from './check.ts';
import { explainRefusal } from './explain-refusal.ts';
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

export type SignInSubject = Pick<Subject, 'connection' | 'inspector' | 'admin'>;

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
  const { credentials } = subject.connection;
  const isRefused =
    heard.kind === 'silent'
      ? heard.error.code === 'SERVICENOW_UNAUTHORIZED'
      : heard.seen.status === 401;
  if (isRefused) {
    const evidence =
      heard.kind === 'silent'
        ? heard.error.message
        : `${heard.seen.status} "${heard.seen.says}" to a call with ${credentials.kind} credentials`;
    return explainRefusal(subject, evidence, heard.kind === 'silent' ? 'token' : 'call');
  }
  if (heard.kind === 'silent') {
    return fail({
      code: heard.error.code,
      evidence: heard.error.message,
      cause: 'The sign-in did not come to an answer.',
      cure: `docs/errors.md says what ${heard.error.code} means.`,
    });
  }
  return pass(`accepted (${credentials.kind})`);
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
