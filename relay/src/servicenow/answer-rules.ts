import type { ErrorCode } from '../lib/errors.ts';
import type { Seen } from './read-answer.ts';

/** Who was asked: our scripted REST, the token endpoint, or the platform's Table API. */
export type Endpoint = 'app' | 'token' | 'table';

export interface AnswerRule {
  readonly code: ErrorCode;
  /** True when what answered is not the REST API of an instance at all. */
  readonly isForeign?: true;
  readonly matches: (seen: Seen, endpoint: Endpoint) => boolean;
  readonly cause: string;
  readonly cure: string;
  /** Where the other ones speak of the app. */
  readonly causeInTableMode?: string;
  readonly cureInTableMode?: string;
}

/**
 * What an answer that is no success means. The first rule that matches decides, so the order
 * matters: what the app says by name comes before the platform's pages, those before statuses.
 * The README of this folder shows the same as a table.
 */
const answerRules: readonly AnswerRule[] = [
  {
    code: 'SERVICENOW_CLAIM_HELD',
    matches: ({ problem }) => problem?.code === 'claim_held',
    cause: 'Another request is creating this record at this moment.',
    cure: 'Nothing to do: it is tried again.',
  },
  {
    code: 'SERVICENOW_UNAVAILABLE',
    matches: ({ problem }) => problem?.code === 'not_ready',
    cause: 'The instance has not stored the whole file yet.',
    cure: 'Nothing to do: it is tried again.',
  },
  {
    code: 'SERVICENOW_NOT_FOUND',
    matches: ({ problem }) => problem?.code === 'not_found',
    cause: 'The app knows nothing under this name.',
    cure: 'Check that this is the instance that was written to before.',
  },
  {
    code: 'SERVICENOW_RECORD_DELETED',
    matches: ({ problem }) => problem?.code === 'record_deleted',
    cause: 'Somebody deleted the record in ServiceNow; it is not created again.',
    cure: 'Nothing to do if that was meant; the next episode of the alert makes a new record.',
  },
  {
    code: 'SERVICENOW_WRITE_REFUSED',
    matches: ({ problem }) => problem?.code === 'write_refused',
    cause: 'A business rule, data policy or ACL of the instance refused the write.',
    cure: 'Change that rule or the delivery settings of the route, then replay.',
  },
  {
    code: 'SERVICENOW_REJECTED',
    matches: ({ problem }) =>
      ['invalid_request', 'table_not_allowed', 'too_large'].includes(problem?.code ?? ''),
    cause: 'The app does not accept this request.',
    cure: 'Check the delivery settings of the route and the tables that the app may write, then replay.',
  },
  {
    code: 'SERVICENOW_UNAVAILABLE',
    matches: ({ problem }) => problem?.code === 'internal',
    cause: 'The app failed inside the instance.',
    cure: "If it stays so, read the instance's system log for source x_alrt_relay.",
  },
  {
    code: 'SERVICENOW_HIBERNATING',
    matches: ({ page, redirect }) => page === 'hibernating' || redirect === 'hibernating',
    cause: 'The instance is asleep: a developer instance hibernates when nobody signs in.',
    cure: 'Wake it at developer.servicenow.com; jobs wait meanwhile.',
  },
  {
    code: 'SERVICENOW_UNAUTHORIZED',
    matches: ({ redirect }) => redirect === 'login',
    cause: 'The instance sends us to a login page instead of answering.',
    cure: 'Check that the URL of the connection is the root of the instance, and its credentials.',
  },
  {
    code: 'SERVICENOW_UNEXPECTED_ANSWER',
    isForeign: true,
    matches: ({ redirect }) => redirect !== undefined,
    cause: 'Redirects are never followed: they could take the credentials elsewhere.',
    cure: 'Set the URL of the connection to where the instance answers itself.',
  },
  {
    code: 'SERVICENOW_BUSY',
    matches: ({ says }) => /transaction cancell?ed/i.test(says),
    cause: 'The instance stopped the request because it took longer than its quota allows.',
    cure: 'If it stays so, look for slow business rules on the table.',
  },
  {
    code: 'SERVICENOW_UNAUTHORIZED',
    // Never `never`: no job is to blame for it.
    matches: ({ status, form }, endpoint) =>
      endpoint === 'token' &&
      status >= 400 &&
      status < 500 &&
      ![408, 429].includes(status) &&
      form !== 'page',
    // One body for all of them: {"error_description":"access_denied","error":"server_error"}.
    cause:
      'ServiceNow does not say why: the client id or secret may be wrong, the user or password may be wrong, the grant may be disabled, the application user may be missing, the account may be locked or have a password reset pending.',
    cure: 'Check these in the application registry and the user record of the instance.',
  },
  {
    code: 'SERVICENOW_UNAUTHORIZED',
    matches: ({ status }) => status === 401,
    cause:
      'The instance does not accept the credentials: wrong or revoked, the account inactive, locked or with a password reset pending, or Basic authentication restricted (then it needs the role snc_basic_auth_api_access).',
    cure: 'Check the integration account, or use OAuth client credentials.',
  },
  {
    code: 'SERVICENOW_WRITE_REFUSED',
    matches: ({ status, says }) => status === 403 && /data policy exception/i.test(says),
    cause: 'A data policy of the instance demands fields that the write leaves empty.',
    cure: 'Let the route send them, or exempt the integration from the policy, then replay.',
  },
  {
    code: 'SERVICENOW_WRITE_REFUSED',
    matches: ({ status, says }) => status === 403 && /aborted by business rule/i.test(says),
    cause: 'A business rule of the instance aborted the write.',
    cure: 'Change that rule or the delivery settings of the route, then replay.',
  },
  {
    code: 'SERVICENOW_FORBIDDEN',
    matches: ({ status, says }) =>
      status === 403 && /missing required api access scope/i.test(says),
    cause: 'The OAuth application lacks the scope that is bound to this REST API.',
    cure: 'Map the scope to the application, or make its authorization broadly scoped.',
  },
  {
    code: 'SERVICENOW_FORBIDDEN',
    matches: ({ status, says }) =>
      status === 403 &&
      /acl exception|api level acl|not authorized|unauthorized|insufficient rights|constrained/i.test(
        says,
      ),
    cause: 'An access control of the instance refuses the integration account.',
    cure: 'Grant it the role x_alrt_relay.api_user and check the REST endpoint ACLs; jobs wait meanwhile.',
    cureInTableMode:
      'Grant it a role that may write the table (for incidents at least sn_incident_write); jobs wait meanwhile.',
  },
  {
    // "Operation Failed" with any other detail is about this one record, not about the account.
    code: 'SERVICENOW_WRITE_REFUSED',
    matches: ({ status, says }) => status === 403 && /^operation failed/i.test(says),
    cause: 'A rule of the instance refused this write.',
    cure: 'Change that rule or the delivery settings of the route, then replay.',
  },
  {
    code: 'SERVICENOW_FORBIDDEN',
    matches: ({ status }) => status === 403,
    cause: 'The instance, or something in front of it, refuses us altogether.',
    cure: 'Check the role x_alrt_relay.api_user, the IP access control and the API access policies.',
    cureInTableMode:
      'Check the roles of the account, the IP access control and the API access policies.',
  },
  {
    code: 'SERVICENOW_APP_MISSING',
    matches: ({ status, says }) => status === 400 && /does not represent any resource/i.test(says),
    cause: 'The instance has no such API: the app Alert Relay is missing, inactive or older.',
    causeInTableMode: 'The instance has no such API.',
    cure: 'Install or update it; jobs wait meanwhile.',
    cureInTableMode: 'Check the URL of the connection; jobs wait meanwhile.',
  },
  {
    code: 'SERVICENOW_NOT_FOUND',
    matches: ({ status, says }) => status === 404 && /no record found/i.test(says),
    cause: 'What was asked for is not there, or is hidden from the integration account.',
    cure: 'Check that this is the instance that was written to before.',
  },
  {
    code: 'SERVICENOW_APP_MISSING',
    matches: ({ status, form }) => status === 404 && form === 'json',
    cause: 'The instance does not know the address of the app.',
    causeInTableMode: 'The instance does not know this address.',
    cure: 'Check the URL of the connection; install or update the app; jobs wait meanwhile.',
    cureInTableMode: 'Check the URL of the connection; jobs wait meanwhile.',
  },
  {
    code: 'SERVICENOW_RATE_LIMITED',
    matches: ({ status, hasRateHeaders }) => status === 429 && hasRateHeaders,
    cause: 'A rate limit rule of the instance is used up.',
    cure: 'If it stays so, raise the limit for the integration account.',
  },
  {
    code: 'SERVICENOW_BUSY',
    matches: ({ status }) => status === 429 || status === 408,
    cause: 'All request slots (semaphores) of the instance are taken.',
    cure: 'If it stays so, lower the concurrency of the connection.',
  },
  {
    code: 'SERVICENOW_UNAVAILABLE',
    matches: ({ status, page }) => status >= 500 || page === 'maintenance',
    cause: 'The instance is failing, restarting or under maintenance.',
    cure: 'Nothing to do unless it stays so: it is tried again.',
  },
  {
    code: 'SERVICENOW_UNAUTHORIZED',
    matches: ({ page }) => page === 'login',
    cause: 'A login page came in place of an answer of the REST API.',
    cure: 'Check that the URL of the connection is the root of the instance, and its credentials.',
  },
  {
    code: 'SERVICENOW_REJECTED',
    matches: ({ status, form }) =>
      [413, 414].includes(status) || (status >= 400 && form === 'json'),
    cause: 'The instance does not accept this request, and would not the next time.',
    cure: 'The words of the instance name the fault; replay after it is cured.',
  },
  {
    code: 'SERVICENOW_NOT_JSON',
    isForeign: true,
    matches: ({ form }) => form === 'page' || form === 'other',
    cause: 'That is no answer of the REST API of an instance.',
    cure: 'Check the URL of the connection and what stands between relay and instance.',
  },
  {
    code: 'SERVICENOW_NOT_JSON',
    matches: ({ form }) => form === 'broken json',
    cause: 'The answer stops in the middle or is not JSON.',
    cure: 'Nothing to do unless it stays so: it is tried again.',
  },
  {
    code: 'SERVICENOW_UNEXPECTED_ANSWER',
    matches: ({ status, form, isError }) =>
      status < 200 || status >= 400 || form === 'empty' || isError,
    cause: 'Success or failure cannot be told from it.',
    cure: 'If it stays so, check what stands between relay and instance.',
  },
];

/** What it means; `undefined` for a success. */
export function findAnswerRule(seen: Seen, endpoint: Endpoint): AnswerRule | undefined {
  return answerRules.find(({ matches }) => matches(seen, endpoint));
}
