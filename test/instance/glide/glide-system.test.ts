import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient } from '../testing/client.ts';
import { createScriptRunner, type ScriptRunner } from '../testing/run-script.ts';
import { modulePath, writeSampleApp } from '../testing/sample-app.ts';

/** Loads only when somebody loaded it in vain before. */
const slow = `
globalThis.loads = (globalThis.loads || 0) + 1;
while (globalThis.loads === 1);
export const loads = globalThis.loads;`;

let instance: Instance;
let scripts: ScriptRunner;

beforeAll(async () => {
  instance = await createInstance({
    app: writeSampleApp({ modules: { 'slow.js': slow } }),
    scheduledJobs: false,
    demoData: false,
    quotaMs: 1000,
  });
  scripts = createScriptRunner(instance);
});

afterAll(async () => {
  await instance.close();
});

describe('gs', () => {
  test.each(['sleep', 'log', 'print', 'now', 'nowDateTime'])(
    'has no %s in a scope',
    async (name) => {
      const message = await scripts.failure(`gs.${name}('x');`);

      expect(message).toContain(`Function ${name} is not allowed in scope x_test`);
    },
  );

  test('knows the caller and the scope', async () => {
    const known = await scripts.run(`
      return [gs.getUserName(), gs.getCurrentScopeName(), gs.hasRole('x_test.api_user'), gs.hasRole('itil'), gs.isInteractive()];`);

    expect(known).toEqual([instance.integration.user, 'x_test', true, false, false]);
  });

  test('writes what scripts say into syslog, with places filled', async () => {
    await scripts.run(`gs.info('{0} of {1}', 2, 'three'); gs.error('broken');`);

    const admin = createTestClient(instance.url, instance.admin);
    const log = await admin.get(
      '/api/now/table/syslog?sysparm_query=source=x_test&sysparm_fields=level,message',
    );

    expect(log.list).toEqual(
      expect.arrayContaining([
        { level: '0', message: '2 of three' },
        { level: '2', message: 'broken' },
      ]),
    );
  });

  test('encodes and hashes as documented', async () => {
    const values = await scripts.run(`
      var mac = new CertificateEncryption().generateMac(gs.base64Encode('key'), 'HmacSHA256', 'The quick brown fox jumps over the lazy dog');
      return [gs.base64Encode('päß'), gs.base64Decode(gs.base64Encode('päß')), new GlideDigest().getSHA256Hex('abc'), mac];`);

    expect(values).toEqual([
      'cMOkw58=',
      'päß',
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      '97yD9DBThCSxMpjmqm+xQ+9NWaFJRhdZl0edvC0aPNg=',
    ]);
  });

  test('turns XML into JSON text of objects', async () => {
    const value = await scripts.run(`return gs.xmlToJSON('<a id="1"><b>x</b><b>y</b></a>');`);

    expect(value).toEqual({ a: { '@id': '1', b: ['x', 'y'] } });
  });
});

describe('GlideDateTime', () => {
  test('adds, compares and measures', async () => {
    const values = await scripts.run(`
      var start = new GlideDateTime('2026-03-01 10:00:00');
      var end = new GlideDateTime(start);
      end.addSeconds(90061);
      return [end.getValue(), end.after(start), start.compareTo(end), GlideDateTime.subtract(start, end).getDurationValue(), start.getNumericValue()];`);

    expect(values).toEqual(['2026-03-02 11:01:01', true, -1, '1 01:01:01', 1_772_359_200_000]);
  });
});

describe('errors of scripts', () => {
  test('are errors of their own realm', async () => {
    const value = await scripts.run(`
      try { new GlideRecord('x_test_item').autoSysFields(false); } catch (error) { return error instanceof Error; }`);

    expect(value).toBe(true);
  });

  test('of the service carry status and message', async () => {
    const answer = await scripts.answer(`throw new sn_ws_err.NotFoundError('No such thing');`);

    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({
      error: { message: 'No such thing', detail: '' },
      status: 'failure',
    });
  });

  test('that run for too long are stopped, and the worker lives', async () => {
    const endless = await scripts.answer('while (true) {}');

    expect(endless.status).toBe(500);
    expect(endless.body).toMatchObject({
      error: { message: 'Transaction cancelled: maximum execution time exceeded' },
    });
    await expect(scripts.run('return 1;')).resolves.toBe(1);
  });

  test('that are stopped in the middle of writing leave nothing locked', async () => {
    const writing = `while (true) { var item = new GlideRecord('x_test_item'); item.initialize(); item.insert(); }`;

    const answers = await Promise.all([scripts.answer(writing), scripts.answer(writing)]);
    const after = await scripts.run(
      `var item = new GlideRecord('x_test_item'); item.initialize(); return item.insert() !== null;`,
    );

    expect(answers.map((answer) => answer.status)).toEqual([500, 500]);
    expect(after).toBe(true);
  });

  test('that are stopped while a module loads leave it to be loaded by the next', async () => {
    const loading = `return require('${modulePath('slow.js')}').loads;`;

    const stopped = await scripts.answer(loading);

    expect(stopped.status).toBe(500);
    await expect(scripts.run(loading)).resolves.toBe(2);
    await expect(scripts.run(loading)).resolves.toBe(2);
  });

  test('that use up the memory end their thread, and the instance goes on', async () => {
    const greedy = await scripts.answer(
      'var all = []; while (true) { all.push(new Array(100000).fill(all.length)); }',
    );

    expect(greedy.status).toBe(500);
    await expect(
      Promise.all([scripts.run('return 1;'), scripts.run('return 2;')]),
    ).resolves.toEqual([1, 2]);
  });
});
