import type { AppCheck, SelfTestAnswer } from '@alert-relay/shared-types';
import type { Connection } from '../domain/configuration.ts';
import type { CheckedName } from '../domain/readiness.ts';
import { toRelayError } from '../lib/errors.ts';
import { checkNames } from '../servicenow/check-names.ts';
import type { AppFacts } from './check-app.ts';
import { type Check, fail, type Finding, pass, skip, warn } from './check.ts';
import type { Subject } from './subject.ts';

/** Names that routes use, limits of the instance, and whether changes find their way to us. */
export function wayBackChecks(subject: Subject, facts: AppFacts): readonly Check[] {
  const behind = subject.connection.mode === 'app' ? ['app'] : ['table-api'];
  return [
    {
      id: 'references',
      title: 'Groups, callers and items that routes name exist and are active',
      needed: true,
      after: behind,
      look: () => referencesFinding(subject),
    },
    {
      id: 'rate-limit',
      title: 'No rate limit rule stands in the way',
      needed: false,
      after: ['token-scope'],
      look: () => rateLimitFinding(subject),
    },
    {
      id: 'outbox',
      title: 'Changes made in ServiceNow reach the relay',
      needed: subject.connection.changes !== 'off',
      after: subject.connection.mode === 'app' ? ['app-settings'] : behind,
      look: () => outboxFinding(subject, facts),
    },
    ...(pollsDeletions(subject) ? [deletionsCheck(subject)] : []),
  ];
}

function pollsDeletions({ connection, routes }: Subject): boolean {
  const isPolled = connection.mode === 'table' && connection.changes !== 'off';
  return isPolled && routes.some(({ backSync }) => backSync.deletes !== 'off');
}

function deletionsCheck({ inspector }: Subject): Check {
  return {
    id: 'deletions',
    title: 'The account sees which records were deleted',
    needed: false,
    after: ['table-api'],
    look: async () =>
      deletionsFinding(
        await inspector.rows('sys_audit_delete', { query: '', fields: ['sys_id'], limit: 1 }),
      ),
  };
}

/** Hidden rows are counted and do not come. */
function deletionsFinding(asked: Awaited<ReturnType<Subject['inspector']['rows']>>): Finding {
  if (asked.kind === 'none' && asked.heard.kind === 'silent') {
    return skip(asked.heard.error.message);
  }
  if (asked.kind === 'rows' && asked.rows.length > 0) return pass('sys_audit_delete was read');
  if (asked.kind === 'rows' && asked.total === 0) {
    return pass('sys_audit_delete is empty, as far as it is shown');
  }
  return warn({
    code: 'deletions-hidden',
    evidence:
      asked.kind === 'rows'
        ? 'no row of sys_audit_delete came, and the instance counts some'
        : 'reading sys_audit_delete is refused',
    cause:
      'Routes tell tools of deleted records (backSync.deletes), and the account may not read what was deleted.',
    cure: 'Give the account a read rule on sys_audit_delete, or set backSync: {deletes: off} on the routes.',
  });
}

async function referencesFinding({ connection, routes, servicenow }: Subject): Promise<Finding> {
  const names: CheckedName[] = [];
  try {
    for (const route of routes)
      names.push(...(await checkNames({ servicenow }, connection, route)));
  } catch (thrown) {
    const { code, message } = toRelayError(thrown);
    // Any other refusal, and silence, says nothing of names.
    if (code === 'SERVICENOW_FORBIDDEN') return unknownNames(message);
    throw thrown;
  }
  if (names.length === 0) return pass('the routes name nothing that has to be looked up');
  const missing = names.flatMap(({ route, column, name, found }) =>
    typeof found === 'string' ? [`route ${route}, ${column} "${name}": ${found}`] : [],
  );
  return missing.length === 0
    ? pass(`found: ${names.map(({ name }) => name).join(', ')}`)
    : unknownNames(missing.join('; '));
}

function unknownNames(evidence: string): Finding {
  return fail({
    code: 'name-unknown',
    evidence,
    cause:
      'No active record has exactly this name, several have it, or the account may not see it.',
    cure: 'Correct the name in the route, use a sys_id, or activate the record.',
  });
}

async function rateLimitFinding({ inspector, connection }: Subject): Promise<Finding> {
  const path =
    connection.mode === 'app' ? '/api/x_alrt_relay/v1/preflight' : '/api/now/table/incident';
  const heard = await inspector.ask({ path, query: { sysparm_limit: '1' } });
  if (heard.kind === 'silent') return skip(heard.error.message);
  const limit = heard.headers['x-ratelimit-limit'];
  if (limit === undefined) return pass('no rule matches the calls of the relay');
  const perHour = Number(limit);
  const evidence = `${limit} calls an hour, rule ${heard.headers['x-ratelimit-rule'] ?? 'unnamed'}`;
  if (perHour >= ENOUGH_AN_HOUR) return pass(evidence);
  return warn({
    code: 'rate-limit',
    evidence,
    cause: `A busy hour of alerts needs more than ${perHour} calls; the relay waits when they are used up.`,
    cure: 'Raise the rule, or exempt the account (sys_rate_limit_rules).',
  });
}

const ENOUGH_AN_HOUR = 3_600;

async function outboxFinding(subject: Subject, facts: AppFacts): Promise<Finding> {
  const { connection, servicenow } = subject;
  if (connection.changes === 'off') return skip('changes are switched off for this connection');
  if (connection.mode === 'table') {
    return pass('changes are polled through the Table API, which was read above');
  }
  if (connection.changes === 'push') return pushFinding(subject, facts);
  try {
    const page = await servicenow.fetchChanges(connection, 1);
    const waiting = page.changes.length === 0 ? 'nothing waits' : 'changes wait';
    return pass(`the outbox was read: ${waiting}`);
  } catch (thrown) {
    const error = toRelayError(thrown);
    return fail({
      code: error.code,
      evidence: error.message,
      cause: 'The outbox of the app cannot be read.',
      cure: `docs/errors.md says what ${error.code} means.`,
    });
  }
}

/** The app calls the relay now, signed, and says what came of it. */
async function pushFinding(subject: Subject, facts: AppFacts): Promise<Finding> {
  const { connection, publicUrl } = subject;
  const found = await facts.selfTest();
  if (found === undefined) return skip('the self-test of the app, which calls, gave no answer');
  const call = findCall(found, connection);
  const where = publicUrl ?? 'the address that the relay listens on';
  if (call === undefined) {
    return fail({
      code: 'not-introduced',
      evidence: `the app knows no connection ${connection.name} to push to`,
      cause: 'The relay introduces itself when it starts, and has not yet.',
      cure: 'Start the relay (alert-relay serve), then run the doctor again.',
    });
  }
  if (call.ok) return pass(`the app called ${where} and was answered`);
  return fail({
    code: 'push-failed',
    evidence: call.remedy ?? call.detail,
    cause: `The instance cannot reach ${where}, nobody serves there, or both sides hold different secrets.`,
    cure: 'Start the relay, set publicUrl, open the firewall; or set changes: pull, which needs no way in.',
  });
}

/** The app says the workspace too where two have a connection of this name. */
function findCall(
  { checks }: SelfTestAnswer,
  { workspace, name: connection }: Connection,
): AppCheck | undefined {
  const [plain, full] = [`call to ${connection}`, `call to ${connection} of ${workspace}`];
  return checks.find(({ name }) => name === full) ?? checks.find(({ name }) => name === plain);
}
