import { expect, test } from 'vitest';
import { mayReferTo, parseReference, withoutPlainMark } from './secret-reference.ts';

test.each([
  ['vault:secret/data/x#password', { scheme: 'vault', place: 'secret/data/x#password' }],
  ['env:PASSWORD', { scheme: 'env', place: 'PASSWORD' }],
  ['azure:Connections--prod--Login', { scheme: 'azure', place: 'Connections--prod--Login' }],
  ['hunter2', undefined],
  ['https://hooks.example.com/x', undefined],
  ['vault:', undefined],
  ['plain:vault:x', undefined],
  ['Vault:x', undefined],
])('%s', (text, reference) => {
  expect(parseReference(text)).toEqual(reference);
});

test('a secret that looks like a reference is marked as plain', () => {
  expect(withoutPlainMark('plain:env:X')).toBe('env:X');
  expect(withoutPlainMark('hunter2')).toBe('hunter2');
});

const allowed = ['vault:secret/data/{workspace}/', 'env:SHARED_'];

test.each([
  ['vault:secret/data/acme/sn#password', true],
  ['env:SHARED_TOKEN', true],
  ['vault:secret/data/other/sn#password', false],
  ['vault:secret/data/acme/../other/sn#password', false],
  ['vault:secret/data/acme/%2e%2e/other#password', false],
  ['env:RELAY_KEY', false],
  ['file:/etc/shadow', false],
  ['vault:secret/data/acme', false],
])('a workspace may use %s: %s', (reference, may) => {
  expect(mayReferTo(reference, 'acme', allowed)).toBe(may);
});
