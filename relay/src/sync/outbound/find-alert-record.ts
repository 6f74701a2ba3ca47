import type { Db } from '../../database/schema.ts';
import type { Connection, Route } from '../../domain/configuration.ts';
import { toAlertKey, toLane, toRouteScope } from '../../domain/correlation.ts';
import type { Clock } from '../../lib/clock.ts';
import { RelayError } from '../../lib/errors.ts';
import type { KeptEvent } from '../../store/events.ts';
import { findCurrentLink } from '../../store/links.ts';

export interface AlertRecordDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly routesOf: (workspace: string) => readonly Route[];
}

/** A tool tells of an incident and of its follow-up at once, and the lanes of both run side by side. */
const EXPECTED_WITHIN_MS = 120_000;

/** For alerts that have a record each: which one another alert of the same source has on this connection. */
export function createFindAlertRecord(
  { db, clock, routesOf }: AlertRecordDeps,
  { workspace, source, receivedAt }: Pick<KeptEvent, 'workspace' | 'source' | 'receivedAt'>,
  { name: connection }: Pick<Connection, 'name'>,
): (fingerprint: string) => Promise<string | undefined> {
  return async (fingerprint) => {
    const routes = routesOf(workspace).filter(
      (route) => route.connection === connection && route.sources.includes(source),
    );
    for (const scope of new Set(routes.map(toRouteScope))) {
      const correlationKey = toAlertKey(fingerprint);
      const lane = toLane({ workspace, connection, source, correlationKey, route: scope });
      const link = await findCurrentLink(db, lane);
      if (link !== undefined) return link.sysId;
    }
    if (clock.now() - receivedAt > EXPECTED_WITHIN_MS) return undefined;
    throw new RelayError(
      'LINK_NOT_YET_KNOWN',
      `No record is known yet for the alert ${fingerprint}, to which this one belongs.`,
    );
  };
}
