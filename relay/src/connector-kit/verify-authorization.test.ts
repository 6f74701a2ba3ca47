import { expect, test } from 'vitest';
import { samplePost } from './sample-request.ts';
import { type Authorization, verifyAuthorization } from './verify-authorization.ts';

const token = 'Token-of-the-source-0';
const password = 'p%ss:wörd-of-the-source';
const basic = Buffer.from(`relay:${password}`).toString('base64');

function verify(authorization: string, expected: Authorization) {
  return verifyAuthorization(
    samplePost(Buffer.from('{}'), 0, { headers: { authorization } }),
    expected,
  );
}

test.each([
  [`Bearer ${token}`, { token }],
  [`bearer ${token}`, { token }],
  [`BEARER  ${token}`, { token }],
  [`Basic ${basic}`, { user: 'relay', password }],
  [`basic ${basic}`, { user: 'relay', password }],
])('%s lets in', (header, expected) => {
  expect(verify(header, expected)).toEqual({ kind: 'genuine' });
});

test.each([
  [token, { token }],
  [`Bearer ${token.toLowerCase()}`, { token }],
  [`Basic ${token}`, { token }],
  [`Bearer ${basic}`, { user: 'relay', password }],
])('%s does not', (header, expected) => {
  expect(verify(header, expected)).toEqual({ kind: 'refused', because: 'mismatch' });
});
