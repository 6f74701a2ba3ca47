import { expect, test } from 'vitest';
import { printSetup, type ShownSetup } from './print-setup.ts';

const base: ShownSetup = {
  workspace: 'main',
  connection: 'prod',
  url: 'https://acme.service-now.com',
  mode: 'app',
  well: true,
  next: ['alert-relay doctor prod'],
};
const step = { id: 'x', title: 'The account', detail: 'make it', link: 'https://acme/sys_user.do' };

test('a plan shows each step, the page for what is left to a person, and the ways to sign in', () => {
  const plan = [
    { ...step, kind: 'create' as const },
    { ...step, kind: 'by-hand' as const },
    { ...step, kind: 'keep' as const },
  ];
  const ways = [
    { kind: 'client-credentials' as const, needs: 'a client' },
    { kind: 'basic' as const, needs: 'a password' },
  ];

  expect(printSetup({ ...base, plan, ways })).toEqual([
    'main/prod  https://acme.service-now.com  (app mode)',
    'create   The account: make it',
    'BY HAND  The account: make it',
    '         https://acme/sys_user.do',
    'keep     The account: make it',
    'sign in  client-credentials: a client',
    '      or basic: a password',
    'next     alert-relay doctor prod',
  ]);
});

test('what was done shows the token once, what was added, and how the first sign-in went', () => {
  const init = {
    config: { file: 'relay.yml', isNew: true },
    key: { place: 'relay.key', isNew: true },
    token: 'art_1',
  };
  const steps = [{ ...step, outcome: 'created' as const }];
  const made = { ...base, init, steps, added: ['the connection prod'], verified: 'signed in' };

  expect(printSetup(made)).toEqual([
    'main/prod  https://acme.service-now.com  (app mode)',
    'token    the first admin token of the API; it is not shown again: art_1',
    'created  The account: make it',
    'added    the connection prod',
    'ok       signed in',
    'next     alert-relay doctor prod',
  ]);
  expect(printSetup({ ...made, well: false })).toContain('FAILED   signed in');
});

test('what was taken away is told, and what was left', () => {
  const undone = [
    { id: 'account', outcome: 'deleted' as const, detail: 'sys_user 1' },
    { id: 'property', outcome: 'left' as const, detail: 'others use it' },
  ];

  expect(printSetup({ ...base, undone, next: [] }).slice(1)).toEqual([
    'deleted  account: sys_user 1',
    'left     property: others use it',
  ]);
});
