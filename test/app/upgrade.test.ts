import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtApp } from '../../now-app/tools/built-app.ts';
import {
  api,
  newCommand,
  newKey,
  startConnectedApp,
  type AppInstance,
} from './support/app-instance.ts';

/** Takes the place of the built app's version of this name in the package before it. */
const rule = 'Alert Relay: note forwarded tables';
const newColumn = 'sys_dictionary_x_alrt_relay_link_traceparent.xml';
const property = 'x_alrt_relay.drain_attempts';

let app: AppInstance;
let older: string;
const kept = newKey();

/** The package one version back: a column less, another text of a rule, a script that is gone since. */
function writeOlderApp(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'older-app-'));
  cpSync(builtApp().dist, folder, { recursive: true });
  const edit = (file: string, change: (text: string) => string): void =>
    writeFileSync(path.join(folder, file), change(readFileSync(path.join(folder, file), 'utf8')));
  const scope = readdirSync(path.join(folder, 'scope'))[0] ?? '';
  edit(`scope/${scope}`, (text) => text.replace('<version>0.1.0<', '<version>0.0.9<'));
  rmSync(path.join(folder, 'update', newColumn));
  const file = fileOf(folder, rule);
  edit(file, (text) => text.replace(/<order>\d+</, '<order>77<'));
  const gone = readFileSync(path.join(folder, file), 'utf8')
    .replaceAll(/[0-9a-f]{32}(?=\.xml|<\/sys_id|<\/sys_update_name)/g, 'f'.repeat(32))
    .replace(rule, 'Alert Relay: gone since')
    .replace('<active>true<', '<active>false<');
  writeFileSync(path.join(folder, `update/sys_script_${'f'.repeat(32)}.xml`), gone);
  return folder;
}

function fileOf(folder: string, name: string): string {
  const file = readdirSync(path.join(folder, 'update')).find((one) =>
    readFileSync(path.join(folder, 'update', one), 'utf8').includes(`<name>${name}</name>`),
  );
  return `update/${file ?? ''}`;
}

const put = (key: string, change = {}) =>
  app.relay.put(`${api}/tasks/${key}`, newCommand({ event_id: newKey(), ...change }));

describe('an upgrade of the app over data and customized records', () => {
  beforeAll(async () => {
    older = writeOlderApp();
    app = await startConnectedApp({ app: older });
    await put(kept);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    rmSync(older, { recursive: true, force: true });
  });

  test('keeps links and records, what people customized, and applies the rest', async () => {
    const before = {
      links: await app.rows('x_alrt_relay_link'),
      incidents: await app.rows('incident', `x_alrt_relay_key=${kept}`),
      rule: await app.rows('sys_script', `name=${rule}`),
      gone: await app.rows('sys_script', 'name=Alert Relay: gone since'),
    };
    const [setting] = await app.rows('sys_properties', `name=${property}`);
    await app.admin.patch(`/api/now/table/sys_properties/${String(setting?.['sys_id'])}`, {
      value: '3',
    });

    const report = app.instance.control.installer.installApp(builtApp().zip);

    const links = await app.rows('x_alrt_relay_link');
    expect(before.rule).toMatchObject([{ order: '77' }]);
    expect(before.gone).toHaveLength(1);
    expect(report.version).not.toBe('0.0.9');
    expect(report.skipped).toEqual([`sys_properties_${String(setting?.['sys_id'])}`]);
    expect(links.map((link) => ({ ...link, traceparent: undefined }))).toEqual(
      before.links.map((link) => ({ ...link, traceparent: undefined })),
    );
    expect(await app.rows('incident', `x_alrt_relay_key=${kept}`)).toEqual(before.incidents);
    expect(await app.rows('sys_properties', `name=${property}`)).toMatchObject([{ value: '3' }]);
    expect(await app.rows('sys_script', `name=${rule}`)).toMatchObject([{ order: '100' }]);
    expect(await app.rows('sys_script', 'name=Alert Relay: gone since')).toEqual([]);
  });

  test('goes on where it was: the same key meets the same record, the new column is filled', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

    const answer = await put(kept, { seq: 2, traceparent });

    expect(answer.status, answer.text).toBe(200);
    expect(answer.result).toMatchObject({ outcome: 'updated' });
    expect(await app.rows('incident', `x_alrt_relay_key=${kept}`)).toHaveLength(1);
    expect(await app.rows('x_alrt_relay_link', `task_key=${kept}`)).toMatchObject([
      { applied_sequence: '2', traceparent },
    ]);
  });

  test('is told in the upgrade history', async () => {
    const [upgrade] = await app.rows('sys_upgrade_history');
    const details = await app.rows(
      'sys_upgrade_history_log',
      'changed=true^ORdisposition=4^ORDERBYdisposition',
    );

    expect(upgrade).toMatchObject({ from_version: '0.0.9', changes_skipped: '0' });
    expect(details.map((detail) => [detail['disposition'], detail['file_name']])).toEqual(
      expect.arrayContaining([
        ['1', newColumn.replace('.xml', '')],
        ['3', `sys_script_${'f'.repeat(32)}`],
        ['4', expect.stringMatching(/^sys_properties_/)],
      ]),
    );
  });
});
