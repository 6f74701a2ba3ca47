import { expect, test } from 'vitest';
import type { Connection } from '../domain/configuration.ts';
import { networkChecks } from './check-network.ts';
import { sampleSubject } from './sample-subject.ts';

const proxy = { url: 'http://proxy.example:3128', user: undefined, password: undefined };
const plain = { ca: undefined, certificate: undefined, key: undefined, passphrase: undefined };

test.each<[string, Partial<Connection>, string]>([
  ['plainly', {}, 'fail'],
  ['by a proxy', { transport: { ...plain, proxy } }, 'skip'],
  ['with a certificate and no proxy', { transport: { ...plain, proxy: undefined } }, 'fail'],
  ['by an agent', { credentials: { kind: 'agent' } }, 'skip'],
])('a name that this machine does not know, called %s', async (_how, change, verdict) => {
  const check = networkChecks(sampleSubject(change)).find(({ id }) => id === 'dns');

  expect(await check?.look()).toMatchObject({ verdict });
});
