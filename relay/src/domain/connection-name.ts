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

/** In one text: for messages, and as the name under which lanes wait for a connection. */
export function nameOf({ workspace, name }: Pick<Connection, 'workspace' | 'name'>): string {
  return `${workspace}/${name}`;
}

export function ofName(name: string): ConnectionName {
  const [workspace = '', connection = ''] = name.split('/');
  return { workspace, connection };
}
