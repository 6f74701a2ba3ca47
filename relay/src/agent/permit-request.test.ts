import { expect, test } from 'vitest';
import { permitRequest } from './permit-request.ts';

const integration = {
  url: 'http://plant.local:8080',
  metadata: { queries: { incident: 'company=acme' }, timezone: 'UTC' },
};

test.each([
  ['/api/x_alrt_relay/v1/tasks/abc', 'http://plant.local:8080/api/x_alrt_relay/v1/tasks/abc'],
  ['/api/now/attachment/1/file', 'http://plant.local:8080/api/now/attachment/1/file'],
  ['/api/now/table/problem?a=b', 'http://plant.local:8080/api/now/table/problem?a=b'],
])('%s is called on the instance of the file', (path, url) => {
  expect(permitRequest(integration, { path, method: 'GET' })).toEqual({ kind: 'permitted', url });
});

test.each([
  ['another host', '//evil.example/api/now/table/incident'],
  ['another host, by a back slash', String.raw`/\evil.example/api/now/table/incident`],
  ['the token endpoint', '/oauth_token.do'],
  ['a page, by a way around', '/api/now/table/../../../sys_user_list.do'],
  ['a page, by a way that only some servers go', '/api/x_alrt_relay/v1/..;/..;/..;/sys_user.do'],
  ['another API', '/api/now/import/x'],
  ['a table by a name that hides it from the filter', '/api/now/table/%69ncident'],
  ['a table with a slash behind it', '/api/now/table/incident/'],
  ['what stands below a record', '/api/now/table/incident/0123456789abcdef0123456789abcdef/x'],
  ['an alternative to the filter', '/api/now/table/incident?sysparm_query=ORactive%3Dtrue'],
  ['one behind an empty term', '/api/now/table/incident?sysparm_query=%5EORactive%3Dtrue'],
  ['one in a later part', '/api/now/table/incident?sysparm_query=a%3Db%5ENQORactive%3Dtrue'],
])('%s is refused', (_name, path) => {
  expect(permitRequest(integration, { path, method: 'GET' }).kind).toBe('refused');
});

test('files are read and never attached', () => {
  const path = '/api/now/attachment/file?table_name=incident';

  expect(permitRequest(integration, { path, method: 'POST' }).kind).toBe('refused');
});

test.each([
  ['active=true', 'company=acme^active=true'],
  ['active=true^ORstate=6', 'company=acme^active=true^ORstate=6'],
  ['a>1^NQa=1^b>2', 'company=acme^a>1^NQcompany=acme^a=1^b>2'],
  ['ORDERBYsys_id', 'company=acme^ORDERBYsys_id'],
  [undefined, 'company=acme'],
])('a list asked for by %s has to fit the filter of the file as well', (asked, sent) => {
  const query = asked === undefined ? '' : `?sysparm_query=${encodeURIComponent(asked)}`;
  const permitted = permitRequest(integration, {
    path: `/api/now/table/incident${query}`,
    method: 'GET',
  });

  expect(permitted.kind).toBe('permitted');
  const url = new URL(permitted.kind === 'permitted' ? permitted.url : 'http://nowhere');
  expect(url.searchParams.getAll('sysparm_query')).toEqual([sent]);
});

test('a record that is known is read whatever the filter says', () => {
  const path = '/api/now/table/incident/0123456789abcdef0123456789abcdef?sysparm_fields=state';

  expect(permitRequest(integration, { path, method: 'GET' })).toEqual({
    kind: 'permitted',
    url: `http://plant.local:8080${path}`,
  });
});
