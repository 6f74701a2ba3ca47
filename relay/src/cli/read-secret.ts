import type { Administrator } from '../doctor/create-doctor.ts';
import { Secret } from '../lib/secret.ts';
import { USAGE_FAULT } from './exit-codes.ts';
import type { StoreCommandDeps } from './store-options.ts';

type ReadDeps = Pick<StoreCommandDeps, 'env' | 'printError' | 'exit'>;

/** Secrets come by the environment: a command line is seen by everybody on the machine. */
export function readSecret(
  deps: ReadDeps,
  option: string,
  variable: string | undefined,
  what: 'password' | 'secret',
): Secret | 'missing' {
  const text = variable === undefined ? undefined : deps.env[variable];
  if (text !== undefined && text !== '') return new Secret(text);
  deps.printError(
    variable === undefined
      ? `${option}: name the environment variable that holds the ${what}.\n`
      : `${option}: the environment variable ${variable} is empty or not set.\n`,
  );
  deps.exit(USAGE_FAULT);
  return 'missing';
}

export interface AdministratorOptions {
  readonly adminUser?: string;
  readonly adminPasswordEnv?: string;
}

export function readAdministrator(
  deps: ReadDeps,
  { adminUser: user, adminPasswordEnv: variable }: AdministratorOptions,
): Administrator | undefined | 'missing' {
  if (user === undefined) return undefined;
  const password = readSecret(deps, '--admin-password-env', variable, 'password');
  return password === 'missing' ? password : { user, password };
}
