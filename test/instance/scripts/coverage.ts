/** Which shipped scripts have run in this thread, by table and sys_id. */
export interface Coverage {
  record(table: string, sysId: string): void;
  /** What was recorded since the last call. */
  take(): readonly string[];
}

export function createCoverage(): Coverage {
  const seen = new Set<string>();
  let fresh: string[] = [];
  return {
    record(table, sysId) {
      const key = `${table}:${sysId}`;
      if (seen.has(key)) return;
      seen.add(key);
      fresh.push(key);
    },
    take() {
      const taken = fresh;
      fresh = [];
      return taken;
    },
  };
}
