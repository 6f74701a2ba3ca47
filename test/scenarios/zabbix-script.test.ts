import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { inProject } from '../support/project.ts';
import { intakeUrl } from '../support/relay-file.ts';
import { startToolsSystem, untilDrained } from '../support/system.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** Zabbix's own engine for the scripts of media types, from Debian's package `zabbix-proxy-sqlite3`. */
const engine = '/usr/bin/zabbix_js';
const engineIsHere = (): boolean =>
  hereOrSkipped(
    existsSync(engine),
    "Zabbix's script engine (apt-get install zabbix-proxy-sqlite3)",
  );

const token = 'token-of-the-zabbix-source';

/** What our page tells people to paste into their media type. */
function pastedScript(): string {
  const page = readFileSync(inProject('relay/src/connectors/zabbix/README.md'), 'utf8');
  const script = /```js\n(?<script>[^`]+)```/.exec(page)?.groups?.['script'];
  if (script === undefined) throw new Error('the page has no script');
  return script;
}

test.skipIf(!engineIsHere())(
  "the script of the page, run by Zabbix's own engine, opens, acknowledges and resolves an incident",
  async () => {
    const folder = await createTemporaryFolder('zabbix');
    const script = path.join(folder.path, 'script.js');
    await writeFile(script, pastedScript());
    await using system = await startToolsSystem({
      sources: [{ name: 'zabbix', connector: 'zabbix', settings: { token } }],
      routes: [{ name: 'incidents', sources: ['zabbix'], connection: 'production' }],
    });
    const { agent, relay } = system;

    /** As the server calls it: every macro of the parameters is a text. */
    async function notify(change: Readonly<Record<string, string>>, sent = token): Promise<string> {
      const parameters = {
        url: intakeUrl(relay.url, 'zabbix'),
        token: sent,
        event_id: '4711',
        trigger_id: '13',
        status: 'PROBLEM',
        name: 'Disk space is low on /var',
        severity: 'High',
        host: 'db1',
        opdata: 'Free: 2 %',
        tags: '[{"tag":"scope","value":"capacity"}]',
        ack: 'No',
        update_status: '0',
        update_message: '',
        user: '{USER.FULLNAME}',
        link: 'https://zabbix.example.com/tr_events.php?triggerid=13&eventid=4711',
        ...change,
      };
      const input = path.join(folder.path, 'input.json');
      await writeFile(input, JSON.stringify(parameters));
      const ran = await promisify(execFile)(engine, ['-s', script, '-i', input, '-t', '30']);
      return ran.stdout.trim();
    }
    const incident = async () => {
      await untilDrained(relay);
      return (await agent.records('incident', 'x_alrt_relay_source=zabbix'))[0];
    };

    expect(await notify({})).toBe('OK');
    expect(await incident()).toMatchObject({
      short_description: 'Disk space is low on /var',
      state: '1',
      impact: '2',
    });

    expect(
      await notify({ ack: 'Yes', update_status: '1', update_message: 'On it.', user: 'Anna' }),
    ).toBe('OK');
    expect(await incident()).toMatchObject({ state: '2' });

    expect(await notify({ status: 'RESOLVED' })).toBe('OK');
    expect(await incident()).toMatchObject({ state: '6' });

    // The engine reports what a script throws, so the server tries again and shows the reason.
    await expect(notify({}, 'a-token-of-somebody-else')).rejects.toHaveProperty('code', 1);
    await folder.remove();
  },
  120_000,
);
