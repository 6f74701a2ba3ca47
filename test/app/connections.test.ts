import { AppProblem } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import { api, connectRelay, startAppInstance } from './support/app-instance.ts';

const hello = { contract: 1, workspace: 'default', relay_version: '0.1.0', mode: 'pull' };

test('a connection whose name differs from another in case alone is refused, and the other stays', async () => {
  await using app = await startAppInstance();
  await connectRelay(app);

  const answer = await app.relay.post(`${api}/connect`, { ...hello, connection: 'PROD' });

  expect(answer.status, answer.text).toBe(400);
  expect(AppProblem.parse(answer.result).problem).toMatchObject({
    code: 'invalid_request',
    field: 'connection',
  });
  expect(await app.rows('x_alrt_relay_connection')).toMatchObject([{ name: 'prod' }]);
});
