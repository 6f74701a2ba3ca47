import { z } from 'zod';
import type { Db } from '../database/schema.ts';

const Headers = z.looseObject({ traceparent: z.string().optional() });

/** @param headers of a delivery, as they are kept: JSON */
export function readTraceparent(headers: string): string | undefined {
  return Headers.parse(JSON.parse(headers)).traceparent;
}

/** The same headers, from which what follows goes on. */
export function replaceTraceparent(headers: string, traceparent: string | undefined): string {
  return JSON.stringify({ ...Headers.parse(JSON.parse(headers)), traceparent });
}

/** With which trace a delivery was kept. */
export async function findDeliveryTraceparent(db: Db, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('delivery')
    .select('headers')
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : readTraceparent(row.headers);
}
