import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { valueIn } from '../support/instance-client.ts';
import { inProject } from '../support/project.ts';
import { runCli } from '../support/run-cli.ts';
import { startSystem, untilDrained } from '../support/system.ts';

const examples = [
  ['sh', 'docs/examples/open-and-resolve.sh'],
  [process.execPath, 'docs/examples/open-and-resolve.ts'],
] as const;

test('the examples of the API open a record, note on it and resolve it', async () => {
  await using system = await startSystem();
  const { agent, relay } = system;
  const made = await runCli(relay, 'token', 'create', '--name=example', '--workspace=main');
  const { token } = z.object({ token: z.string() }).parse(made.json);
  const run = (command: string, file: string, fingerprint: string, secret = token) =>
    promisify(execFile)(command, [inProject(file), fingerprint, `Backup ${fingerprint} failed`], {
      env: {
        ...process.env,
        RELAY: relay.url,
        WORKSPACE: 'main',
        SOURCE: 'prometheus',
        TOKEN: secret,
      },
    });

  for (const [index, [command, file]] of examples.entries()) {
    const { stdout } = await run(command, file, `backup-${index}`);
    await untilDrained(relay, 120_000);

    const [incident] = await agent.records(
      'incident',
      `short_description=Backup backup-${index} failed`,
    );
    const sysId = valueIn(incident, 'sys_id');
    const notes = await agent.records('sys_journal_field', `element_id=${sysId}`);
    expect(stdout).toContain(`${valueIn(incident, 'number')} created`);
    expect(valueIn(incident, 'state')).toBe('6');
    expect(notes.map((note) => valueIn(note, 'value')).join('\n')).toContain('The disk was full.');

    const failed: unknown = await run(command, file, 'x', 'art_nobody_knows_this_one').catch(
      (error: unknown) => error,
    );
    expect(JSON.stringify(failed)).toContain('TOKEN_REFUSED');
  }
}, 240_000);
