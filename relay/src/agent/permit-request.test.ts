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
  ['another API', '/api/now/import/x'],
])('%s is refused', (_name, path) => {
  expect(permitRequest(integration, { path, method: 'GET' }).kind).toBe('refused');
});

test('files are read and never attached', () => {
  const path = '/api/now/attachment/file?table_name=incident';

  expect(permitRequest(integration, { path, method: 'POST' }).kind).toBe('refused');
});

test('what is read of a table has to fit the filter of the file as well', () => {
  const path = '/api/now/table/incident?sysparm_query=active%3Dtrue';

  expect(permitRequest(integration, { path, method: 'GET' })).toMatchObject({
    url: 'http://plant.local:8080/api/now/table/incident?sysparm_query=company%3Dacme%5Eactive%3Dtrue',
  });
});
