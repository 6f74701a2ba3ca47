import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOutgoing, type Outgoing } from '../lib/outgoing.ts';
import { type ScriptedServer, startScriptedServer } from '../lib/scripted-server.ts';
import { createFetchForConnectors } from './fetch-for-connectors.ts';

let server: ScriptedServer;
let outgoing: Outgoing;
let logged: object[];

beforeEach(async () => {
  logged = [];
  outgoing = createOutgoing({ allow: ['127.0.0.1'] });
  server = await startScriptedServer(({ path }, response) => {
    if (path === '/moved') response.writeHead(302, { location: '/certificate.pem' }).end();
    else response.end(path === '/large' ? 'x'.repeat(65 * 1024) : 'certificate');
  });
});

afterEach(async () => {
  await outgoing.close();
  await server.close();
});

function create(allowed = outgoing) {
  const log = { info: (fields: object) => logged.push(fields) };
  return createFetchForConnectors({ outgoing: allowed, clock: { now: () => 0 }, log });
}

test('what many deliveries need is fetched once', async () => {
  const { fetchText } = create();
  const url = `${server.url}/certificate.pem`;

  const texts = await Promise.all([fetchText(url), fetchText(url), fetchText(url)]);

  expect(texts).toEqual(['certificate', 'certificate', 'certificate']);
  expect(server.received).toHaveLength(1);
});

test.each(['/moved', '/large'])('nothing comes from %s, and the path is not told', async (path) => {
  const failed: unknown = await create()
    .fetchText(`${server.url}${path}`)
    .catch((error: unknown) => error);

  expect(failed).toMatchObject({ code: 'DESTINATION_UNAVAILABLE' });
  expect(String(failed)).not.toContain(path);
});

test('a private address is refused, whatever a connector thinks of it', async () => {
  const strict = createOutgoing({ allow: [] });

  await expect(create(strict).fetchText(`${server.url}/certificate.pem`)).rejects.toMatchObject({
    code: 'DESTINATION_ADDRESS_REFUSED',
  });
  expect(server.received).toEqual([]);
  await strict.close();
});

test('a confirmation is logged with its host, without the token in its path', async () => {
  await create().visit(`${server.url}/?Token=secret`);

  expect(logged).toEqual([{ host: new URL(server.url).host }]);
});

test('strangers cannot make us ask often: more than a few at once are turned away', async () => {
  const { fetchText } = create();

  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => fetchText(`${server.url}/${index}.pem`)),
  );

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
});
