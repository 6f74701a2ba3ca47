import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { builtRelay } from '../support/built-relay.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { startPostgres } from '../support/start-postgres.ts';
import { startRelay } from '../support/start-relay.ts';
import { untilConnected } from '../support/system.ts';

test('beside a relay that serves a PostgreSQL it carries the test alert, and its port is no matter', async () => {
  await using instance = await startInstance();
  await using postgres = await startPostgres();
  await postgres.createDatabase('relay');
  const database = postgres.url('relay');
  await using relay = await startRelay({
    database,
    workspaces: [
      alertmanagerWorkspace({
        instance,
        connection: { changes: 'push' },
        route: { closeCode: 'Solution provided' },
      }),
    ],
  });
  await untilConnected(createInstanceClient(instance.url, instance.admin), relay);

  const config = `--config=${path.join(relay.dataFolder, '../relay.yml')}`;
  const command = ['send-test', 'production', config, '--json'];
  const { stdout } = await promisify(execFile)(builtRelay, command, {
    env: { ...process.env, RELAY_DATABASE_URL: database },
  });

  expect(JSON.parse(stdout)).toMatchObject({
    well: true,
    servedBy: 'the relay that serves this database',
  });
}, 120_000);
