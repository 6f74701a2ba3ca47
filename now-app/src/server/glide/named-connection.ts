import { invalid, type Checked } from '../domain/checks.ts';
import type { Refusal } from '../domain/problem.ts';
import { isStoppedOnClone, listConnections, type Connection } from './connections.ts';

/** Names are unique within a workspace; where two workspaces share one, the call says which. */
export function findNamedConnection(
  name: string | undefined,
  workspace: string | undefined,
): Checked<Connection> {
  if (name === undefined || name === '') {
    return { ok: false, refusal: invalid('connection', 'the name of a connection') };
  }
  const [first, second] = listConnections(name).filter(
    (connection) => workspace === undefined || connection.workspace === workspace,
  );
  if (first === undefined) {
    return {
      ok: false,
      refusal: {
        code: 'not_found',
        message: 'No relay has introduced itself under this connection; call POST /connect first',
      },
    };
  }
  if (second !== undefined) {
    return {
      ok: false,
      refusal: invalid('workspace', 'named: several workspaces have a connection of this name'),
    };
  }
  return { ok: true, value: first };
}

/**
 * For calls after which something leaves. A relay that hears this introduces itself, and so says that it
 * means this instance; that of the original never calls here.
 */
export function findMeantConnection(
  name: string | undefined,
  workspace: string | undefined,
): Checked<Connection> {
  const named = findNamedConnection(name, workspace);
  return named.ok && isStoppedOnClone(named.value) ? { ok: false, refusal: onClone } : named;
}

const onClone: Refusal = {
  code: 'not_found',
  message:
    'No relay has introduced itself here: this instance is a clone of the one it knows, or was renamed; call POST /connect first',
};
