import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtApp } from '../../now-app/tools/built-app.ts';
import { appUpdateSet } from '../../now-app/tools/package/app-update-set.ts';
import {
  tableModeRoleUpdateSet,
  taskAccessUpdateSet,
} from '../../now-app/tools/package/task-access-update-set.ts';
import { writeUpdateSet } from '../../now-app/tools/package/update-set.ts';
import { projectFolder } from '../support/project.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { api, connectRelay, newCommand, newKey, startAppInstance } from './support/app-instance.ts';
import { copyWithoutRules } from './support/copy-without-rules.ts';
import { startFakeRelay } from './support/fake-relay.ts';
import { importUpdateSet } from './support/import-update-set.ts';
import { readUpdateSet } from './support/read-update-set.ts';

const run = promisify(execFile);
const version = '0.1.0';

/** A second checkout, elsewhere: what is built there must not show where or when. */
async function packageElsewhere(folder: string): Promise<string> {
  const app = path.join(projectFolder, 'now-app');
  for (const part of ['src', 'tools', 'now.config.json', 'package.json']) {
    mkdirSync(path.join(folder, 'now-app'), { recursive: true });
    cpSync(path.join(app, part), path.join(folder, 'now-app', part), { recursive: true });
  }
  for (const part of ['node_modules', 'shared-types']) {
    symlinkSync(path.join(projectFolder, part), path.join(folder, part));
  }
  for (const tool of ['build.ts', 'package.ts']) {
    await run(process.execPath, [path.join(folder, 'now-app/tools', tool)], { cwd: folder });
  }
  return path.join(folder, 'now-app/target/artefacts');
}

describe('the artefacts', () => {
  let folder: TemporaryFolder;
  let artefacts = '';
  const file = (name: string) => path.join(artefacts, `alert-relay-${version}.${name}`);

  beforeAll(async () => {
    folder = await createTemporaryFolder('artefacts');
    artefacts = await packageElsewhere(folder.path);
  }, 400_000);

  afterAll(async () => {
    await folder.remove();
  });

  test('are the same bytes wherever and whenever they are built', () => {
    const { zip, dist } = builtApp();
    const here: Readonly<Record<string, Buffer>> = {
      zip: readFileSync(zip),
      'update-set.xml': Buffer.from(writeUpdateSet(appUpdateSet(dist))),
      'task-access.update-set.xml': Buffer.from(writeUpdateSet(taskAccessUpdateSet(dist, version))),
      'table-mode-role.update-set.xml': Buffer.from(
        writeUpdateSet(tableModeRoleUpdateSet(version)),
      ),
    };

    const different = Object.entries(here).filter(
      ([name, bytes]) => !readFileSync(file(name)).equals(bytes),
    );

    expect(different.map(([name]) => name)).toEqual([]);
  });

  test('are four: the package and three update sets', () => {
    expect(readdirSync(artefacts).toSorted()).toEqual([
      `alert-relay-${version}.table-mode-role.update-set.xml`,
      `alert-relay-${version}.task-access.update-set.xml`,
      `alert-relay-${version}.update-set.xml`,
      `alert-relay-${version}.zip`,
    ]);
  });

  test.each(['update-set.xml', 'task-access.update-set.xml', 'table-mode-role.update-set.xml'])(
    '%s holds well-formed records, deletes nothing and hides no secret',
    (name) => {
      const rows = readUpdateSet(file(name));

      // Steps of ATF tests replace their own variables: exports carry that too.
      for (const row of rows) new SaxesParser().write(row.payload).close();
      expect(rows.length).toBeGreaterThan(1);
      expect(new Set(rows.map((row) => row.name)).size).toBe(rows.length);
      expect(rows.filter((row) => row.action !== 'INSERT_OR_UPDATE')).toEqual([]);
      expect(
        rows.filter((row) =>
          /action="DELETE"|<sys_choice action="delete_multiple"/.test(row.payload),
        ),
      ).toEqual([]);
      expect(
        rows.filter((row) => /whsec_[A-Za-z0-9+/]{8}|<client_secret>[^<]/.test(row.payload)),
      ).toEqual([]);
    },
  );

  test('the update set alone brings an app that works', async () => {
    await using relay = await startFakeRelay();
    await using app = await startAppInstance({ updateSet: file('update-set.xml') });
    await connectRelay(app, relay);
    const key = newKey();

    const [one, two] = await Promise.all(
      [1, 2].map(() => app.relay.put(`${api}/tasks/${key}`, newCommand())),
    );
    await waitFor(() => relay.changes().length === 1, { within: 10_000, what: 'a change' });

    expect([one?.status, two?.status]).toContain(200);
    expect(await app.rows('incident', `correlation_id=${key}`)).toHaveLength(1);
    expect(relay.changes()).toMatchObject([{ key, operation: 'insert' }]);
    expect(await app.rows('sys_choice', 'name=x_alrt_relay_outbox^element=state')).toHaveLength(3);
  });

  test('the update set of rules on task brings just them, to an app that came without', async () => {
    await using without = await createTemporaryFolder('without-rules');
    copyWithoutRules(without.path, ['create', 'read', 'write']);
    await using app = await startAppInstance({ app: without.path });
    const follow = () => app.relay.post('/api/now/table/task', { short_description: 'Follow up' });

    const before = await follow();
    const said = await importUpdateSet(app, file('task-access.update-set.xml'));
    const after = await follow();
    const upsert = await app.relay.put(`${api}/tasks/${newKey()}`, newCommand());

    expect([before.status, after.status, upsert.status]).toEqual([403, 201, 200]);
    expect(said).toEqual(['0 problems', '6 records']);
  });

  test('the update set for table mode alone brings a role that writes incidents and no more', async () => {
    const set = file('table-mode-role.update-set.xml');
    await using app = await startAppInstance({ updateSet: set });
    const account = await app.newClient('table.mode', ['alert_relay_table_mode']);

    const made = await account.post('/api/now/table/incident', { short_description: 'Disk full' });
    const address = `/api/now/table/incident/${made.result['sys_id']}`;
    const changed = await account.patch(address, { urgency: '1' });
    const problem = await account.post('/api/now/table/problem', { short_description: 'no' });

    expect([made.status, changed.status, problem.status]).toEqual([201, 200, 403]);
    expect(changed.result['urgency']).toBe('1');
  });
});
