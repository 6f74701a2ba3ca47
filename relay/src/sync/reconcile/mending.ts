import type { Unit } from '../../database/group-commit.ts';
import type { Connection, Route } from '../../domain/configuration.ts';
import type { RepairKind } from '../../domain/reconcile.ts';
import type { Link } from '../../store/links.ts';
import type { OtherSide } from './load-states.ts';

/** What one comparison leads to: rows to write, and the words of the list of repairs. */
export interface Mending {
  readonly kind: RepairKind;
  readonly detail: string;
  readonly record: (unit: Unit, at: number) => Promise<void>;
}

/** One link, and what the instance says of it. */
export interface Sides {
  readonly link: Link;
  readonly route: Route;
  readonly connection: Connection;
  readonly there: OtherSide | undefined;
}
