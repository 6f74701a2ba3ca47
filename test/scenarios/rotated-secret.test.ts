import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { intakeUrl, toolsWorkspace } from '../support/relay-file.ts';
import { startRelay } from '../support/start-relay.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const before = 'the-token-of-the-source-until-today';
const after = 'the-token-of-the-source-from-today';
/** Nobody listens there. */
const away = { url: 'http://127.0.0.1:9', integration: { user: 'relay', password: 'secret' } };

test('a token that is rotated in its mounted file counts a minute later, without a restart', async () => {
  await using folder = await createTemporaryFolder('secrets');
  const file = path.join(folder.path, 'token');
  await writeFile(file, before);
  const settings = { token: `file:${file}` };
  const sources = [{ name: 'prometheus', connector: 'alertmanager', settings }];
  const workspaces = [toolsWorkspace({ instance: away, sources, routes: [] })];
  await using relay = await startRelay({ workspaces });
  const body = alertmanagerNotification({
    group: 'disks',
    status: 'firing',
    description: 'Full.',
    startsAt: new Date(),
  });
  const tellWith = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return (await fetch(intakeUrl(relay.url), { method: 'POST', headers, body })).status;
  };
  expect([await tellWith(before), await tellWith(after)]).toEqual([202, 401]);

  await writeFile(file, after);

  await waitFor(async () => (await tellWith(after)) === 202, {
    within: 90_000,
    every: 1000,
    what: () => `the new token. The relay wrote:\n${relay.log().slice(-2000)}`,
  });
  expect(await tellWith(before)).toBe(401);
}, 150_000);
