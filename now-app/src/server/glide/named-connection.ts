import { invalid, type Checked } from '../domain/checks.ts';
import { listConnections, type Connection } from './connections.ts';

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
