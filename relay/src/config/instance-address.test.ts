import { expect, test } from 'vitest';
import { mayUsePlainHttp, toInstanceAddress } from './instance-address.ts';

test.each([
  ['https://example.service-now.com', 'https://example.service-now.com'],
  ['https://example.service-now.com/', 'https://example.service-now.com'],
  [' https://example.service-now.com ', 'https://example.service-now.com'],
  ['HTTPS://Example.Service-Now.com', 'https://example.service-now.com'],
  ['https.//example.service-now.com', 'https://example.service-now.com'],
  ['https//example.service-now.com', 'https://example.service-now.com'],
  ['https:/example.service-now.com', 'https://example.service-now.com'],
  ['example.service-now.com', 'https://example.service-now.com'],
  ['hyper-payments', 'https://hyper-payments.service-now.com'],
  ['dev12345/', 'https://dev12345.service-now.com'],
  ['https://servicenow.example.com:8443', 'https://servicenow.example.com:8443'],
  [
    'https://example.service-now.com/api/now/table/incident?sysparm_limit=1',
    'https://example.service-now.com',
  ],
  ['https://example.service-now.com/nav_to.do?uri=incident.do', 'https://example.service-now.com'],
  ['http://127.0.0.1:8090', 'http://127.0.0.1:8090'],
  ['localhost:8090', 'https://localhost:8090'],
])('%s is understood', (typed, url) => {
  expect(toInstanceAddress(typed)).toEqual({ kind: 'address', url });
});

test.each(['', '   ', 'https://', 'https://user:secret@example.com', 'ftp://example.com', 'a b'])(
  '"%s" is refused',
  (typed) => {
    const address = toInstanceAddress(typed);

    expect(address.kind).toBe('refused');
    expect(JSON.stringify(address)).not.toContain('secret');
  },
);

test.each([
  ['http://127.0.0.1:8090', true],
  ['http://localhost', true],
  ['http://[::1]:8090', true],
  ['http://instance.lab', true],
  ['http://10.20.1.1', true],
  ['http://10.30.1.1', false],
  ['http://8.8.8.8', false],
  ['http://127.example.com', false],
  ['http://example.com', false],
])('plain http to %s: %s', (url, allowed) => {
  expect(mayUsePlainHttp(url, ['instance.lab', '10.20.0.0/16'])).toBe(allowed);
});
