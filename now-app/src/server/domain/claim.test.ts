import { describe, expect, test } from 'vitest';
import { acquireClaim, type ClaimPorts } from './claim.ts';

const takeover = 600;

/** The claim table and the holder's row, as one instance keeps them. */
function createTable(generation = 0) {
  const rows = new Map<number, number>();
  let reached = generation;
  const ports: ClaimPorts = {
    readGeneration: () => reached,
    writeGeneration: (value) => {
      reached = value;
    },
    listClaims: () => [...rows].map(([row, ageSeconds]) => ({ generation: row, ageSeconds })),
    insertClaim: (row) => {
      if (rows.has(row)) return false;
      rows.set(row, 0);
      return true;
    },
    deleteClaim: (row) => {
      rows.delete(row);
    },
    deleteClaimsUpTo: (limit) => {
      for (const row of rows.keys()) if (row <= limit) rows.delete(row);
    },
  };
  return { ports, rows, reached: () => reached };
}

describe('a claim', () => {
  test('is given to one at a time', () => {
    const { ports } = createTable();

    const first = acquireClaim(ports, takeover);
    const second = acquireClaim(ports, takeover);

    expect(first?.generation).toBe(1);
    expect(second).toBeUndefined();
  });

  test('is free again once released, and leaves no row', () => {
    const { ports, rows } = createTable();

    acquireClaim(ports, takeover)?.release();

    expect(rows.size).toBe(0);
    expect(acquireClaim(ports, takeover)?.generation).toBe(2);
  });

  test('of a holder that is still at work is not taken over a second too early', () => {
    const { ports, rows } = createTable();
    acquireClaim(ports, takeover);
    rows.set(1, takeover - 1);

    expect(acquireClaim(ports, takeover)).toBeUndefined();
  });

  test('of a holder that died is taken over by one', () => {
    const { ports, rows } = createTable();
    const dead = acquireClaim(ports, takeover);
    rows.set(1, takeover);

    const heir = acquireClaim(ports, takeover);
    const late = acquireClaim(ports, takeover);

    expect(heir?.generation).toBe(2);
    expect(late).toBeUndefined();
    expect(dead?.isHeld()).toBe(false);
  });

  test('of a holder that died before it wrote its generation is taken over as well', () => {
    const { ports, rows } = createTable(4);
    rows.set(5, takeover);

    const heir = acquireClaim(ports, takeover);

    expect(heir?.generation).toBe(6);
    heir?.release();
    expect(rows.size).toBe(0);
  });

  test('is not given to a writer that read an old generation', () => {
    const { ports, rows, reached } = createTable();
    const slow: ClaimPorts = {
      ...ports,
      // Between the reading and the insert of the slow one, another comes, works and leaves.
      insertClaim: (row) => {
        acquireClaim(ports, takeover)?.release();
        return ports.insertClaim(row);
      },
    };

    expect(acquireClaim(slow, takeover)).toBeUndefined();
    expect(rows.size).toBe(0);
    expect(reached()).toBe(1);
  });
});
