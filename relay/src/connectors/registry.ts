import type { Connector } from '../connector-kit/connector.ts';
import * as all from './all.ts';

export const connectors: readonly Connector[] = Object.values(all).toSorted((left, right) =>
  left.id < right.id ? -1 : 1,
);

const byId = new Map(connectors.map((connector) => [connector.id, connector]));

export function findConnector(id: string): Connector | undefined {
  return byId.get(id);
}
