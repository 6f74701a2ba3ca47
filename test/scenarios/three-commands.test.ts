import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { builtApp } from '../../now-app/tools/built-app.ts';
import type { Instance } from '../instance/create-instance.ts';
import { builtRelay } from '../support/built-relay.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { startInstanceHere } from '../support/instance-here.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const Setup = z.object({
  well: z.boolean(),
  steps: z.array(z.object({ id: z.string(), outcome: z.string() })).optional(),
  plan: z.array(z.object({ id: z.string(), kind: z.string(), link: z.string() })).optional(),
  undone: z.array(z.object({ id: z.string(), outcome: z.string() })).optional(),
  added: z.array(z.string()).optional(),
});
const Doctor = z.object({
  well: z.boolean(),
  refusedSignIns: z.int(),
  checks: z.array(
    z.object({
      id: z.string(),
      verdict: z.string(),
      evidence: z.string(),
      cause: z.string().optional(),
      cure: z.string().optional(),
    }),
  ),
});
const Test = z.object({
  well: z.boolean(),
  outcome: z.string(),
  record: z.object({ number: z.string(), sysId: z.string() }),
  cameBack: z.object({
    record: z.record(z.string(), z.string()),
    change: z.object({ because: z.string() }),
  }),
  resolved: z.object({ state: z.string() }),
});

const startInstance = () => startInstanceHere({ app: builtApp().dist, demoData: false });

/** A person with a shell in a folder where nothing is yet. */
function shellIn(
  folder: string,
  { admin }: Pick<Instance, 'admin'>,
  env: Readonly<Record<string, string>> = {},
) {
  return async (...args: readonly string[]) =>
    new Promise<{ readonly code: number; readonly out: string; readonly err: string }>(
      (resolve) => {
        execFile(
          builtRelay,
          [...args, '--json'],
          { cwd: folder, env: { ...process.env, ...env, ADMIN_PASSWORD: admin.password } },
          (error, out, err) => {
            const code = error === null ? 0 : Number(error.code ?? 1);
            resolve({ code, out, err });
          },
        );
      },
    );
}

async function findInFiles(text: string, folder: string): Promise<boolean> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const read = files.map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'latin1'));
  return (await Promise.all(read)).some((content) => content.includes(text));
}

function setupOf({ url, admin }: Instance, ...more: readonly string[]): readonly string[] {
  return [
    'setup',
    `--url=${url}`,
    `--admin-user=${admin.user}`,
    '--admin-password-env=ADMIN_PASSWORD',
    '--name=production',
    '--account=alert.relay.fresh',
    ...more,
  ];
}

test('three commands lead from an instance with the app to the first incident', async () => {
  await using instance = await startInstance();
  const folder = await createTemporaryFolder('three-commands');
  const run = shellIn(folder.path, instance);

  const setup = await run(...setupOf(instance, '--yes'));
  const doctor = await run('doctor', 'production');
  const sent = await run('send-test', 'production');

  expect(setup, setup.err).toMatchObject({ code: 0 });
  expect(setup.out).not.toContain(instance.admin.password);
  expect(await findInFiles(instance.admin.password, folder.path)).toBe(false);
  expect(Setup.parse(JSON.parse(setup.out))).toMatchObject({
    well: true,
    added: [
      'the workspace main',
      'the connection production',
      'the source alert-relay-test',
      'the route production-incidents',
    ],
  });
  expect(doctor, doctor.out).toMatchObject({ code: 0 });
  const { checks, refusedSignIns } = Doctor.parse(JSON.parse(doctor.out));
  expect(refusedSignIns).toBe(0);
  expect(checks.filter(({ verdict }) => ['fail', 'blocked'].includes(verdict))).toEqual([]);
  expect(sent, sent.out + sent.err).toMatchObject({ code: 0 });
  const story = Test.parse(JSON.parse(sent.out));
  expect(story).toMatchObject({ outcome: 'created', resolved: { state: '6' } });
  expect(story.cameBack.change.because).toBe('echo');
  const agent = createInstanceClient(instance.url, instance.admin);
  const [incident] = await agent.records('incident', `sys_id=${story.record.sysId}`);
  expect(incident?.['number']).toBe(story.record.number);
  await folder.remove();
}, 180_000);

test('setup is safe to run twice, shows its plan, and takes away only what it made', async () => {
  await using instance = await startInstance();
  const folder = await createTemporaryFolder('setup-twice');
  const run = shellIn(folder.path, instance);
  const agent = createInstanceClient(instance.url, instance.admin);
  const entries = () => agent.records('oauth_entity', 'nameSTARTSWITHAlert Relay main');
  const accounts = () => agent.records('sys_user', 'user_name=alert.relay.fresh');

  const unsaid = await run(...setupOf(instance));
  const before = [await entries(), await accounts()];
  const first = await run(...setupOf(instance, '--yes'));
  const made = [await entries(), await accounts()];
  const plan = await run(...setupOf(instance, '--dry-run'));
  const second = await run(...setupOf(instance, '--yes'));
  const again = [await entries(), await accounts()];
  const undone = await run(...setupOf(instance, '--undo', '--yes'));

  // Without a word more nothing is done, and what is chained after it does not begin.
  expect(unsaid).toMatchObject({ code: 1, out: expect.stringContaining('nothing was done yet') });
  expect(Setup.parse(JSON.parse(unsaid.out))).toMatchObject({ well: false });
  expect(before).toEqual([[], []]);
  expect(first, first.err).toMatchObject({ code: 0 });
  expect(made.map((rows) => rows.length)).toEqual([1, 1]);
  expect(plan, plan.err).toMatchObject({ code: 0 });
  const kinds = Setup.parse(JSON.parse(plan.out)).plan?.map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(['keep']));
  expect(second, second.err).toMatchObject({ code: 0 });
  expect(again).toEqual(made);
  expect(undone, undone.err).toMatchObject({ code: 0 });
  expect([await entries(), await accounts()]).toEqual([[], []]);
  expect(await agent.records('sys_user', 'user_name=alert.relay')).toHaveLength(1);
  await folder.remove();
}, 180_000);

test('what an administrator made by hand finishes the job: --client-id', async () => {
  await using instance = await startInstance();
  const folder = await createTemporaryFolder('client-id');
  const { clientId, clientSecret } = instance.integration;
  const run = shellIn(folder.path, instance, { CLIENT_SECRET: clientSecret });
  const byHand = ['setup', `--url=${instance.url}`, '--name=production', `--client-id=${clientId}`];

  const without = await run(...byHand);
  const made = await run(...byHand, '--client-secret-env=CLIENT_SECRET');
  const doctor = await run('doctor', 'production');

  expect(without).toMatchObject({ code: 64, err: expect.stringContaining('--client-secret-env') });
  expect(made, made.err).toMatchObject({ code: 0 });
  expect(made.out).not.toContain(clientSecret);
  expect(Setup.parse(JSON.parse(made.out))).toMatchObject({ well: true, steps: [] });
  expect(doctor, doctor.out).toMatchObject({ code: 0 });
  expect(await findInFiles(clientSecret, folder.path)).toBe(false);
  await folder.remove();
}, 180_000);

test('without an administrator the whole checklist is printed, for this instance', async () => {
  const folder = await createTemporaryFolder('checklist');
  const run = shellIn(folder.path, { admin: { user: 'nobody', password: 'none' } });

  const { code, out } = await run('setup', '--url', 'hyper-payments', '--name', 'production');

  expect(code).toBe(0);
  const steps = Setup.parse(JSON.parse(out)).plan ?? [];
  expect(steps.map(({ id }) => id)).toEqual([
    'app',
    'account',
    'role:x_alrt_relay.api_user',
    'property',
    'oauth-client',
    'scope',
  ]);
  for (const { kind, link } of steps) {
    expect(kind).toBe('by-hand');
    expect(link).toMatch(/^https:\/\/hyper-payments\.service-now\.com\//);
  }
  await folder.remove();
}, 60_000);
