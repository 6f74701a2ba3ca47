import { describe, expect, test } from 'vitest';
import { classifyAnswer, type Question } from './classify-answer.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const question: Question = {
  attempted: 'write the record of key 01234567 on connection acme/main',
  method: 'PUT',
  endpoint: 'app',
  now: NOW,
  mask: (text) => text.replaceAll('CANARY', '***'),
};
const json = { 'content-type': 'application/json;charset=UTF-8' };
const html = { 'content-type': 'text/html;charset=UTF-8' };

function classify(
  status: number,
  headers: Record<string, string>,
  text: string,
  change: Partial<Question> = {},
) {
  return classifyAnswer({ status, headers, text }, { ...question, ...change });
}

function refusal(message: string, detail: string | null): string {
  return JSON.stringify({ error: { message, detail }, status: 'failure' });
}

function problem(code: string, more: object = {}): string {
  return JSON.stringify({ result: { problem: { code, message: 'in words', ...more } } });
}

function page(title: string, body = ''): string {
  return `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`;
}

test.each([
  ['200', 200, json, '{"result":{"a":1}}', { result: { a: 1 } }],
  ['201', 201, json, '{"result":{}}', { result: {} }],
  ['a +json type', 200, { 'content-type': 'application/hal+json' }, '{"result":1}', { result: 1 }],
  [
    'utf8',
    200,
    { 'content-type': 'application/json;charset="utf8"' },
    '{"result":1}',
    { result: 1 },
  ],
  ['a token', 200, json, '{"access_token":"t"}', { access_token: 't' }],
])('success: %s', (_what, status, headers, text, expected) => {
  expect(classify(status, headers, text)).toEqual({ kind: 'ok', json: expected });
});

describe('what the app says by name', () => {
  test.each([
    [400, 'invalid_request', 'never', 'SERVICENOW_REJECTED'],
    [400, 'table_not_allowed', 'never', 'SERVICENOW_REJECTED'],
    [404, 'not_found', 'never', 'SERVICENOW_NOT_FOUND'],
    [409, 'claim_held', 'later', 'SERVICENOW_CLAIM_HELD'],
    [409, 'not_ready', 'later', 'SERVICENOW_UNAVAILABLE'],
    [422, 'attachment_withheld', 'never', 'SERVICENOW_REJECTED'],
    [410, 'record_deleted', 'never', 'SERVICENOW_RECORD_DELETED'],
    [413, 'too_large', 'never', 'SERVICENOW_REJECTED'],
    [422, 'write_refused', 'never', 'SERVICENOW_WRITE_REFUSED'],
    [500, 'internal', 'later', 'SERVICENOW_UNAVAILABLE'],
    [200, 'write_refused', 'never', 'SERVICENOW_WRITE_REFUSED'],
    [200, 'table_not_allowed', 'never', 'SERVICENOW_REJECTED'],
    [200, 'internal', 'later', 'SERVICENOW_UNAVAILABLE'],
    [422, 'a_code_of_tomorrow', 'never', 'SERVICENOW_REJECTED'],
    [503, 'a_code_of_tomorrow', 'later', 'SERVICENOW_UNAVAILABLE'],
  ])('%i %s', (status, code, kind, expected) => {
    expect(classify(status, json, problem(code))).toMatchObject({
      kind,
      code: expected,
      details: { status, problem: code },
      message: expect.stringContaining('"in words"'),
    });
  });

  test('the offending field is named', () => {
    expect(
      classify(400, json, problem('invalid_request', { field: 'fields.impact' })),
    ).toMatchObject({
      details: { field: 'fields.impact' },
      message: expect.stringContaining('(field fields.impact)'),
    });
  });

  test.each([
    [2, 2_000],
    [0, 1_000],
    [1e9, 3_600_000],
    [undefined, undefined],
  ])('claim_held asks to come back after %s seconds', (retry_after, expected) => {
    expect(classify(409, json, problem('claim_held', { retry_after }))).toMatchObject({
      retryAfterMs: expected,
    });
  });
});

const FORBIDDEN = ['pause', 'SERVICENOW_FORBIDDEN'] as const;
const REFUSED = ['never', 'SERVICENOW_WRITE_REFUSED'] as const;
const UNAUTHORIZED = ['pause', 'SERVICENOW_UNAUTHORIZED'] as const;
const auth = 'Required to provide Auth information';

describe('what the platform says', () => {
  test.each([
    [401, 'User Not Authenticated', auth, ...UNAUTHORIZED],
    [401, 'User is not authenticated', auth, ...UNAUTHORIZED],
    [
      403,
      'Operation Failed',
      'ACL Exception Insert Failed due to security constraints',
      ...FORBIDDEN,
    ],
    [
      403,
      'Operation Failed',
      'ACL Exception Update Failed due to security constraints',
      ...FORBIDDEN,
    ],
    [403, 'User Not Authorized', 'Missing required api access scope: a2aauthscope', ...FORBIDDEN],
    [403, 'User Not Authorized', 'Failed API level ACL Validation', ...FORBIDDEN],
    [403, 'User Not Authorized', 'User is unauthorized to access table: incident', ...FORBIDDEN],
    [
      403,
      'User Not Authorized',
      '736099 records constrained due to ACL restrictions',
      ...FORBIDDEN,
    ],
    [403, 'Insufficient rights to query records', null, ...FORBIDDEN],
    // Of the account, whatever the words before it: nothing of the one record.
    [403, 'Operation Failed', 'Failed API level ACL Validation', ...FORBIDDEN],
    [403, 'Operation Failed', 'User is unauthorized to write table: incident', ...FORBIDDEN],
    [403, 'Operation Failed', 'Insufficient rights to create records', ...FORBIDDEN],
    [403, 'Operation Failed', 'the records are constrained', ...FORBIDDEN],
    [403, 'Something nobody has seen', null, ...FORBIDDEN],
    [
      403,
      'Operation Failed',
      'Data Policy Exception: \n\tThe following fields are mandatory: Resolution code, Close notes',
      ...REFUSED,
    ],
    [
      403,
      'Operation Failed',
      "Operation against file 'incident' was aborted by Business Rule 'Abort changes on group^6a2e9d14'. Business Rule Stack:Abort changes on group",
      ...REFUSED,
    ],
    [403, 'Operation Failed', 'Change Model: Check State Transition', ...REFUSED],
    [400, 'Requested URI does not represent any resource', null, 'pause', 'SERVICENOW_APP_MISSING'],
    [400, 'Invalid table x_casemgmt_case', null, 'never', 'SERVICENOW_REJECTED'],
    [
      400,
      'Exception while reading request',
      'Rejected large REST payload with content-length = 15105102 bytes. Max allowed: 10485760 bytes.',
      'never',
      'SERVICENOW_REJECTED',
    ],
    [
      404,
      'No Record found',
      "Record doesn't exist or ACL restricts the record retrieval",
      'never',
      'SERVICENOW_NOT_FOUND',
    ],
    [404, 'Not Found', null, 'pause', 'SERVICENOW_APP_MISSING'],
    [405, 'Method not supported', null, 'never', 'SERVICENOW_REJECTED'],
    [409, 'Conflict', null, 'never', 'SERVICENOW_REJECTED'],
    [410, 'Gone', null, 'never', 'SERVICENOW_REJECTED'],
    [422, 'Unprocessable', null, 'never', 'SERVICENOW_REJECTED'],
    [500, 'Internal error', null, 'later', 'SERVICENOW_UNAVAILABLE'],
    [
      500,
      'Transaction cancelled: maximum execution time exceeded',
      'maximum execution time exceeded',
      'later',
      'SERVICENOW_BUSY',
    ],
    // A stopped transaction can follow a status that has left already.
    [
      200,
      'Transaction cancelled: maximum execution time exceeded',
      null,
      'later',
      'SERVICENOW_BUSY',
    ],
    [200, 'Transaction canceled', null, 'later', 'SERVICENOW_BUSY'],
    [200, 'Something nobody has seen', null, 'later', 'SERVICENOW_UNEXPECTED_ANSWER'],
    [408, 'Request timeout', null, 'later', 'SERVICENOW_BUSY'],
    [502, 'Bad gateway', null, 'later', 'SERVICENOW_UNAVAILABLE'],
    [503, 'Unavailable', null, 'later', 'SERVICENOW_UNAVAILABLE'],
    [504, 'Timeout', null, 'later', 'SERVICENOW_UNAVAILABLE'],
  ])('%i %s: %s', (status, message, detail, kind, code) => {
    expect(classify(status, json, refusal(message, detail))).toMatchObject({
      kind,
      code,
      details: { status },
      message: expect.stringContaining(message),
    });
  });
});

describe('what is no JSON', () => {
  test.each([
    [
      'a hibernating instance',
      200,
      page('Instance Hibernating page'),
      'pause',
      'SERVICENOW_HIBERNATING',
    ],
    [
      'a hibernating instance',
      503,
      page('Instance Hibernating page'),
      'pause',
      'SERVICENOW_HIBERNATING',
    ],
    ['maintenance', 200, page('Scheduled maintenance'), 'later', 'SERVICENOW_UNAVAILABLE'],
    ['an upgrade', 200, page('Your instance is being upgraded'), 'later', 'SERVICENOW_UNAVAILABLE'],
    ['single sign-on', 200, page('Sign in to your account'), 'pause', 'SERVICENOW_UNAUTHORIZED'],
    [
      'the login page',
      200,
      page('ServiceNow', '<form action="login.do">'),
      'pause',
      'SERVICENOW_UNAUTHORIZED',
    ],
    [
      'a SAML form',
      200,
      page('', '<input name="SAMLRequest">'),
      'pause',
      'SERVICENOW_UNAUTHORIZED',
    ],
    ['a page', 200, page('Catalog information'), 'not-servicenow', 'SERVICENOW_NOT_JSON'],
    ['a page', 200, page('Design in progress'), 'not-servicenow', 'SERVICENOW_NOT_JSON'],
    ['Log in', 200, page('Please log in | example'), 'pause', 'SERVICENOW_UNAUTHORIZED'],
    ['any page', 200, page('Welcome to nginx!'), 'not-servicenow', 'SERVICENOW_NOT_JSON'],
    ['a page of the front door', 400, page('Bad request'), 'not-servicenow', 'SERVICENOW_NOT_JSON'],
    ['a page', 401, page('Unauthorized'), 'pause', 'SERVICENOW_UNAUTHORIZED'],
    ['a page of a firewall', 403, page('Access denied'), 'pause', 'SERVICENOW_FORBIDDEN'],
    ['a page', 404, page('Not found'), 'not-servicenow', 'SERVICENOW_NOT_JSON'],
    ['too large for the edge', 413, page('Too large'), 'never', 'SERVICENOW_REJECTED'],
    ['address too long', 414, '', 'never', 'SERVICENOW_REJECTED'],
    ['semaphores full', 429, page('Too many requests'), 'later', 'SERVICENOW_BUSY'],
    ['the edge', 502, page('502 Bad Gateway'), 'later', 'SERVICENOW_UNAVAILABLE'],
    ['the edge', 503, '', 'later', 'SERVICENOW_UNAVAILABLE'],
    ['the edge', 504, page(''), 'later', 'SERVICENOW_UNAVAILABLE'],
    ['nothing', 200, '', 'later', 'SERVICENOW_UNEXPECTED_ANSWER'],
    ['nothing', 204, '', 'later', 'SERVICENOW_UNEXPECTED_ANSWER'],
    ['nothing', 400, ' \n', 'later', 'SERVICENOW_UNEXPECTED_ANSWER'],
  ])('%s with %i', (_what, status, text, kind, code) => {
    expect(classify(status, html, text)).toMatchObject({ kind, code, details: { status } });
  });

  test.each([
    ['a JSON text that stops in the middle', json, '{"result":{"outcome":"cre', 'later'],
    ['a page that says it is JSON', json, '<html></html>', 'not-servicenow'],
    [
      'JSON that says it is text',
      { 'content-type': 'text/plain' },
      '{"result":{}}',
      'not-servicenow',
    ],
    ['JSON that says nothing', {}, '{"result":{}}', 'not-servicenow'],
    [
      'JSON in another charset',
      { 'content-type': 'application/json; charset=UTF-16' },
      '{"result":{}}',
      'not-servicenow',
    ],
  ])('%s', (_what, headers, text, kind) => {
    expect(classify(200, headers, text)).toMatchObject({ kind, code: 'SERVICENOW_NOT_JSON' });
  });

  test.each([
    ['/login.do', 'pause', 'SERVICENOW_UNAUTHORIZED'],
    ['https://login.example.com/adfs/ls?SAMLRequest=x', 'pause', 'SERVICENOW_UNAUTHORIZED'],
    ['https://developer.servicenow.com/dev.do#!/home?wu=true', 'pause', 'SERVICENOW_HIBERNATING'],
    ['https://sso.example.com/start', 'pause', 'SERVICENOW_UNAUTHORIZED'],
    ['/auth/realms/example', 'pause', 'SERVICENOW_UNAUTHORIZED'],
    ['/processor.do', 'not-servicenow', 'SERVICENOW_UNEXPECTED_ANSWER'],
    ['/authors', 'not-servicenow', 'SERVICENOW_UNEXPECTED_ANSWER'],
    ['/home?from=login.do#login', 'not-servicenow', 'SERVICENOW_UNEXPECTED_ANSWER'],
    ['http://169.254.169.254/latest/meta-data', 'not-servicenow', 'SERVICENOW_UNEXPECTED_ANSWER'],
    ['', 'not-servicenow', 'SERVICENOW_UNEXPECTED_ANSWER'],
  ])('a redirect to "%s"', (location, kind, code) => {
    for (const status of [301, 302, 303, 307, 308]) {
      expect(classify(status, { ...json, location }, '{"result":{}}')).toMatchObject({
        kind,
        code,
      });
    }
  });
});

test.each([
  [
    'https://login.example.com:8443/adfs/ls?SAMLRequest=CANARY',
    ' to https://login.example.com:8443.',
  ],
  ['https://CANARY.example.com/', ' to https://***.example.com.'],
  ['/login.do?from=CANARY', '.'],
  ['mailto:CANARY', '.'],
  ['', '.'],
])('a redirect to "%s" is told by its host alone', (location, told) => {
  const verdict = classify(302, { location }, '');

  expect(verdict).toMatchObject({
    message: expect.stringContaining(`the answer was a redirect (302)${told}`),
  });
  expect(JSON.stringify(verdict)).not.toMatch(/CANARY/i);
});

test.each([
  [403, refusal('User Not Authorized', 'Missing required api access scope: a'), 'Map the scope'],
  [403, refusal('Operation Failed', 'ACL Exception Insert Failed'), 'x_alrt_relay.api_user'],
  [403, refusal('Operation Failed', 'Data Policy Exception: x'), 'Let the route send them'],
  [403, refusal('Operation Failed', 'aborted by Business Rule x'), 'Change that rule'],
  [403, page('Access denied'), 'the IP access control'],
  [413, problem('too_large'), 'the tables that the app may write'],
  [413, '', 'The words of the instance'],
])('%i %s says what to do', (status, text, told) => {
  const headers = text.startsWith('<') ? html : json;

  expect(classify(status, headers, text)).toMatchObject({
    message: expect.stringContaining(told),
  });
});

const noApi = 'Requested URI does not represent any resource';
const install = 'nstall or update';

test.each([
  ['app', 400, noApi, `the app Alert Relay is missing, inactive or older. I${install} it;`],
  ['table', 400, noApi, 'The instance has no such API. Check the URL of the connection;'],
  ['app', 404, 'Gone', `the address of the app. Check the URL of the connection; i${install}`],
  ['table', 404, 'Gone', 'does not know this address. Check the URL of the connection; jobs'],
] as const)('asked by %s, %i "%s" says what to do', (endpoint, status, message, told) => {
  expect(classify(status, json, refusal(message, null), { endpoint })).toMatchObject({
    kind: 'pause',
    code: 'SERVICENOW_APP_MISSING',
    message: expect.stringContaining(told),
  });
});

describe('the token endpoint', () => {
  const token = { endpoint: 'token', method: 'POST', attempted: 'get a token' } as const;

  test.each([
    [401, { error_description: 'access_denied', error: 'server_error' }, 'pause'],
    [400, { error: 'invalid_grant' }, 'pause'],
    [400, { error: 'invalid_client', error_description: 'unknown' }, 'pause'],
    [403, { error: 'access_denied' }, 'pause'],
    [404, { message: 'no such realm' }, 'pause'],
    [408, {}, 'later'],
    [429, {}, 'later'],
    [500, {}, 'later'],
  ])('%i %j', (status, body, kind) => {
    expect(classify(status, json, JSON.stringify(body), token)).toMatchObject({ kind });
  });

  test('a page of a firewall before it says nothing of the credentials', () => {
    expect(classify(403, html, page('Access denied'), token)).toMatchObject({
      code: 'SERVICENOW_FORBIDDEN',
    });
  });

  test('says that its refusal does not tell the cause', () => {
    const body = '{"error_description":"access_denied","error":"server_error"}';

    expect(classify(401, json, body, token)).toMatchObject({
      code: 'SERVICENOW_UNAUTHORIZED',
      message:
        'Could not get a token: the instance answered 401 "server_error: access_denied". ServiceNow does not say why: the client id or secret may be wrong, the user or password may be wrong, the grant may be disabled, the application user may be missing, the account may be locked or have a password reset pending. Check these in the application registry and the user record of the instance.',
    });
  });
});

describe('S4 429 says when to come back', () => {
  const body = refusal(
    'Rate limit exceeded',
    'Rate limit of 100 requests per hour for Table API exceeded',
  );

  test.each([
    ['seconds', { 'retry-after': '120' }, 120_000],
    ['a date', { 'retry-after': 'Sun, 22 Nov 2026 12:05:00 GMT' }, 300_000],
    ['a date in the past', { 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 1_000],
    [
      "a date, by the instance's own clock",
      { 'retry-after': 'Sun, 22 Nov 2026 13:05:00 GMT', date: 'Sun, 22 Nov 2026 13:00:00 GMT' },
      300_000,
    ],
    ['0', { 'retry-after': '0' }, 1_000],
    ['10^9', { 'retry-after': '1000000000' }, 3_600_000],
    ['garbage', { 'retry-after': 'soon 7' }, undefined],
    ['a negative number', { 'retry-after': '-5' }, undefined],
    ['X-RateLimit-Reset', { 'x-ratelimit-reset': String(NOW / 1_000 + 600) }, 600_000],
    [
      'garbage beside X-RateLimit-Reset',
      { 'retry-after': 'NaN', 'x-ratelimit-reset': String(NOW / 1_000 + 60) },
      60_000,
    ],
    ['only which rule', { 'x-ratelimit-rule': 'a' }, undefined],
  ])('%s', (_form, headers, retryAfterMs) => {
    expect(classify(429, { ...json, ...headers }, body)).toMatchObject({
      kind: 'pause',
      code: 'SERVICENOW_RATE_LIMITED',
      retryAfterMs,
    });
  });

  test('without any rate header all request slots are taken', () => {
    expect(classify(429, json, body)).toMatchObject({
      code: 'SERVICENOW_BUSY',
      retryAfterMs: undefined,
    });
  });

  test('and so does 503', () => {
    expect(classify(503, { ...html, 'retry-after': '30' }, '')).toMatchObject({
      retryAfterMs: 30_000,
    });
  });
});

describe('the message', () => {
  test('tells what was attempted, what came, why, and what to do', () => {
    const body = refusal(
      'Operation Failed',
      'ACL Exception Insert Failed due to security constraints',
    );

    expect(classify(403, json, body)).toMatchObject({
      message:
        'Could not write the record of key 01234567 on connection acme/main: the instance answered 403 "Operation Failed: ACL Exception Insert Failed due to security constraints". An access control of the instance refuses the integration account. Grant it the role x_alrt_relay.api_user and check the REST endpoint ACLs; jobs wait meanwhile.',
    });
  });

  test.each([
    ['PUT', 500, json, '{}', true],
    ['POST', 200, json, '{"result":', true],
    ['GET', 500, json, '{}', false],
    ['PUT', 403, json, '{}', false],
    ['PUT', 429, json, '{}', false],
  ] as const)(
    'of a %s with %i says whether the write is open',
    (method, status, headers, text, isOpen) => {
      const verdict = classify(status, headers, text, { method });

      expect(JSON.stringify(verdict).includes('The write may have been applied')).toBe(isOpen);
    },
  );

  test.each([
    [500, json, '{}', 'the instance answered 500. The'],
    [500, json, refusal('Bad', null), 'the instance answered 500 "Bad". The'],
    [500, json, refusal('', 'Worse'), 'the instance answered 500 "Worse". The'],
    [503, html, ' ', 'the answer was 503 without a body. The'],
    [200, html, page('Welcome'), 'the answer was 200 with a web page "Welcome". That'],
    [200, html, '<p>', 'the answer was 200 with a web page. That'],
    [200, {}, 'Welcome', 'the answer was 200 with something that is not JSON. That'],
  ])('%i %j %s is told in words', (status, headers, text, told) => {
    expect(classify(status, headers, text)).toMatchObject({
      message: expect.stringContaining(`acme/main: ${told} `),
    });
  });

  test('hides a secret wherever the quotation is cut', () => {
    const verdicts = Array.from({ length: 300 }, (_none, length) =>
      classify(500, json, refusal(`${'x'.repeat(length)}CANARY`, 'CANARY')),
    );

    expect(JSON.stringify(verdicts)).not.toMatch(/x\*{0,3}C/);
  });

  test('hides a secret in the name of a problem and of a field', () => {
    const verdict = classify(400, json, problem('CANARY', { field: 'fields.CANARY' }));

    expect(verdict).toMatchObject({ details: { problem: '***', field: 'fields.***' } });
    expect(JSON.stringify(verdict)).not.toContain('CANARY');
  });

  test('quotes one short line, never a page', () => {
    const long = classify(500, json, refusal(`a\r\n\u001b[31m${'b'.repeat(1_000)}`, null));
    const web = classify(200, html, page('Title', 'CANARY in the body'));

    expect(JSON.stringify(long)).toContain(`\\"a [31m${'b'.repeat(294)}…\\"`);
    expect(web).toMatchObject({ message: expect.stringContaining('a web page "Title".') });
    expect(JSON.stringify(web)).not.toContain('CANARY');
  });
});

test('no answer makes it throw, and only JSON with a 2xx passes for success', () => {
  const passed = everyAnswer().filter(
    ({ status, type, text }) => classify(status, { 'content-type': type }, text).kind === 'ok',
  );

  expect(passed.length).toBeGreaterThan(0);
  expect([...new Set(passed.map(({ type }) => type))]).toEqual(['application/json']);
  expect([...new Set(passed.map(({ status }) => Math.floor(status / 100)))]).toEqual([2]);
});

test('a page that begins a title again and again is read at once', () => {
  const startedAt = performance.now();

  const verdict = classify(200, html, '<title'.repeat(50_000));

  expect(verdict).toMatchObject({ code: 'SERVICENOW_NOT_JSON' });
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

function everyAnswer() {
  const statuses = Array.from({ length: 500 }, (_none, index) => 100 + index);
  const types = ['', 'application/json', 'text/html', 'image/png', 'application/xml'];
  const texts = [
    '',
    'null',
    '[]',
    '0',
    '""',
    '{}',
    '{"result":null}',
    '{"result":{"problem":null}}',
    '{"result":{"problem":{"code":7}}}',
    '{"error":null}',
    '<',
    '{"a":',
  ];
  return statuses.flatMap((status) =>
    types.flatMap((type) => texts.map((text) => ({ status, type, text }))),
  );
}
