import { expect, test } from 'vitest';
import { readAdministrator } from './read-secret.ts';

function read(adminPasswordEnv: string | undefined) {
  const said: string[] = [];
  const deps = {
    env: { PASSWORD: 'hunter2', EMPTY: '' },
    printError: (text: string) => void said.push(text),
    exit: (code: number) => void said.push(`exit ${code}`),
  };
  const options = adminPasswordEnv === undefined ? {} : { adminPasswordEnv };
  return { read: readAdministrator(deps, { adminUser: 'ada', ...options }), said };
}

test('a password is read from the variable that the command names', () => {
  const { read: ada, said } = read('PASSWORD');

  expect(ada !== 'missing' && [ada?.user, ada?.password.reveal()]).toEqual(['ada', 'hunter2']);
  expect(said).toEqual([]);
});

test.each([
  [undefined, '--admin-password-env: name the environment variable that holds the password.\n'],
  ['EMPTY', '--admin-password-env: the environment variable EMPTY is empty or not set.\n'],
  ['NONE', '--admin-password-env: the environment variable NONE is empty or not set.\n'],
])('without one (%s) the command ends with 64 and says what to do', (variable, text) => {
  expect(read(variable)).toEqual({ read: 'missing', said: [text, 'exit 64'] });
});
