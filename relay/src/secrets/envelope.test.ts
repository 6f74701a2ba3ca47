import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decrypt, encrypt, keyIdOf } from './envelope.ts';

const key = { id: 'key-1', key: createSecretKey(Buffer.alloc(32, 1)) };
const context = ['acme', 'connection', 'prod', 'password'];

test('what was encrypted opens with its key in its context', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.array(fc.string()), (bytes, where) => {
      const envelope = encrypt(key, Buffer.from(bytes), where);

      expect(decrypt(key, envelope, where)).toEqual(Buffer.from(bytes));
      expect(keyIdOf(envelope)).toBe('key-1');
    }),
  );
});

test('one that was changed in any place does not open', () => {
  const envelope = encrypt(key, Buffer.from('hunter2'), context);

  for (let at = 0; at < envelope.length; at += 1) {
    const other = envelope[at] === 'A' ? 'B' : 'A';
    const changed = envelope.slice(0, at) + other + envelope.slice(at + 1);
    expect(decrypt(key, changed, context)).toBeUndefined();
    expect(decrypt(key, envelope.slice(0, at), context)).toBeUndefined();
  }
});

test.each([
  [['acme', 'connection', 'prod', 'secret']],
  [['other', 'connection', 'prod', 'password']],
  [['acme|connection', 'prod', 'password']],
  [['acme', 'connection', 'prod|password']],
  [[]],
])('it does not open in the context %j', (other) => {
  const envelope = encrypt(key, Buffer.from('hunter2'), context);

  expect(decrypt(key, envelope, other)).toBeUndefined();
});

test('another key does not open it, whatever it is called', () => {
  const envelope = encrypt(key, Buffer.from('hunter2'), context);
  const stranger = createSecretKey(Buffer.alloc(32, 2));

  expect(decrypt({ id: 'key-1', key: stranger }, envelope, context)).toBeUndefined();
  expect(decrypt({ id: 'key-2', key: key.key }, envelope, context)).toBeUndefined();
});

test('the same text is never the same envelope', () => {
  const envelopes = Array.from({ length: 100 }, () => encrypt(key, Buffer.from('x'), context));

  expect(new Set(envelopes).size).toBe(100);
});

test('an envelope of a known answer opens: AES-256-GCM as others compute it', () => {
  // Made with Python's cryptography: AESGCM(b'\x01'*32).encrypt(b'\x02'*12, b'hunter2', b'["v1","a","b"]').
  const envelope = 'v1|A256GCM|key-1|AgICAgICAgICAgIC|b6OnPS8l8w|CX1YR9xVuJu8Jjp5FGYffQ';

  expect(decrypt(key, envelope, ['a', 'b'])?.toString()).toBe('hunter2');
});
