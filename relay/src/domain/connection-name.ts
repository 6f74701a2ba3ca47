import type { Connection } from './configuration.ts';

/** How rows, metrics and logs name a connection. */
export interface ConnectionName {
  readonly workspace: string;
  readonly connection: string;
}

export function toConnectionName({
  workspace,
  name,
}: Pick<Connection, 'workspace' | 'name'>): ConnectionName {
  return { workspace, connection: name };
}
