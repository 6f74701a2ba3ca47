/**
 * Mutual exclusion among the nodes of an instance, resting on one fact: an insert into a column that
 * is unique in the dictionary succeeds once. A claim is the row `name:generation`; the holder's row
 * (link or connection) keeps the generation reached, which never falls.
 *
 *   free ──insert g+1──▶ held ──release──▶ free (generation g+1)
 *                          └──older than the takeover age──▶ insert g+2 by exactly one
 *
 * Rows of finished claims are deleted. A slow writer that read generation g before that can therefore
 * insert g+1 once more; it finds the holder's generation moved on, and gives up.
 */
export interface ClaimPorts {
  readonly readGeneration: () => number;
  readonly writeGeneration: (generation: number) => void;
  /** Claims that exist now, with their age. */
  readonly listClaims: () => readonly {
    readonly generation: number;
    readonly ageSeconds: number;
  }[];
  /** False when the row exists already. */
  readonly insertClaim: (generation: number) => boolean;
  readonly deleteClaim: (generation: number) => void;
  readonly deleteClaimsUpTo: (generation: number) => void;
}

export interface Claim {
  readonly generation: number;
  /** False once somebody took the claim over: then nothing may be written any more. */
  readonly isHeld: () => boolean;
  readonly release: () => void;
}

/** Undefined when somebody else is at work. */
export function acquireClaim(ports: ClaimPorts, takeoverSeconds: number): Claim | undefined {
  const before = ports.readGeneration();
  const claims = ports.listClaims();
  const newest = Math.max(before, ...claims.map((claim) => claim.generation));
  const holder = claims.find((claim) => claim.generation === newest);
  if (holder !== undefined && holder.ageSeconds < takeoverSeconds) return undefined;

  const generation = newest + 1;
  if (!ports.insertClaim(generation)) return undefined;
  if (ports.readGeneration() !== before) {
    ports.deleteClaim(generation);
    return undefined;
  }
  ports.writeGeneration(generation);
  return {
    generation,
    isHeld: () => ports.readGeneration() === generation,
    release: () => {
      ports.deleteClaimsUpTo(generation);
    },
  };
}
