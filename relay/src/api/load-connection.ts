import type { Connection } from '../domain/configuration.ts';
import { RelayError } from '../lib/errors.ts';
import type { ApiDeps } from './deps.ts';

/** The connection that a call names. */
export function loadConnection(
  { findConnection }: Pick<ApiDeps, 'findConnection'>,
  workspace: string,
  name: string,
): Connection {
  const found = findConnection(workspace, name);
  if (found !== undefined) return found;
  throw new RelayError('NOT_FOUND', `There is no connection ${name}.`);
}
