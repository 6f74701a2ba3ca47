import { z } from 'zod';
import { driftKinds, type FieldDrift } from '../domain/write-verification.ts';

const Stored = z.array(z.object({ column: z.string(), kind: z.string() }));

/**
 * Columns that do not hold what was meant for them. One of a kind that only a newer release knows is left out:
 * it is told to people and decides nothing, so no alert has to wait for it.
 * @param stored as JSON; absent where nothing was compared
 */
export function readDrift(stored: string | null | undefined): readonly FieldDrift[] {
  return Stored.parse(JSON.parse(stored ?? '[]')).flatMap(({ column, kind: word }) => {
    const kind = driftKinds.find((known) => known === word);
    return kind === undefined ? [] : [{ column, kind }];
  });
}
