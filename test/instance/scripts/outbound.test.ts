import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { portOf } from '../testing/port-of.ts';
import { createScriptRunner, type ScriptRunner } from '../testing/run-script.ts';
import { writeSampleApp } from '../testing/sample-app.ts';

let instance: Instance;
let scripts: ScriptRunner;
let server: http.Server;
let address: string;

/** Lives in the same process as the instance, and asks it something before it answers. */
function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  if (request.url === '/never') return;
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    void scripts.run('return gs.getCurrentScopeName();').then((scope) => {
      response.writeHead(request.url === '/refused' ? 422 : 200, {
        'x-seen': String(request.headers['x-sent']),
      });
      response.end(
        JSON.stringify({
          scope,
          method: request.method,
          agent: request.headers['user-agent'],
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
  });
}

beforeAll(async () => {
  instance = await createInstance({ app: writeSampleApp(), scheduledJobs: false, demoData: false });
  scripts = createScriptRunner(instance);
  server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  address = `http://127.0.0.1:${portOf(server)}`;
});

afterAll(async () => {
  await instance.close();
  server.closeAllConnections();
  server.close();
});

const call = (path: string, more = ''): string => `
  var message = new sn_ws.RESTMessageV2();
  message.setEndpoint('${address}${path}');
  message.setHttpMethod('post');
  message.setRequestHeader('X-Sent', 'yes');
  message.setRequestBody('päß');
  ${more}
  var response = message.execute();`;

describe('sn_ws.RESTMessageV2', () => {
  test('answers with every documented method of a response', async () => {
    const documented =
      'getStatusCode getBody getHeaders getAllHeaders getHeader getCookies haveError getErrorCode getErrorMessage getQueryString getResponseAttachmentSysid waitForResponse';

    const missing = await scripts.run(
      `${call('/x')} return '${documented}'.split(' ').filter(function (method) { return typeof response[method] !== 'function'; });`,
    );

    expect(missing).toEqual([]);
  });

  test('waits for a server of the same process that calls the instance meanwhile', async () => {
    const seen = await scripts.run(
      `${call('/')} return [response.getStatusCode(), response.getBody(), response.getHeader('X-Seen'), response.haveError()];`,
    );

    expect(seen).toEqual([
      200,
      JSON.stringify({ scope: 'x_test', method: 'POST', agent: 'ServiceNow/1.0', body: 'päß' }),
      'yes',
      false,
    ]);
  });

  test('gives refusals as answers', async () => {
    const seen = await scripts.run(
      `${call('/refused')} return [response.getStatusCode(), response.haveError()];`,
    );

    expect(seen).toEqual([422, true]);
  });

  test('throws when nobody answers in time', async () => {
    const message = await scripts.run(`
      try { ${call('/never', 'message.setHttpTimeout(200);')} } catch (error) { return error.message; }`);

    expect(message).toMatch(/no answer within 200 ms/);
  });

  test('throws when nobody is there', async () => {
    const message = await scripts.run(`
      var message = new sn_ws.RESTMessageV2();
      message.setEndpoint('http://127.0.0.1:1/');
      try { message.execute(); } catch (error) { return error.message; }`);

    expect(message).toMatch(/ECONNREFUSED/);
  });
});
