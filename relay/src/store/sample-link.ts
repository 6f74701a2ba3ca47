import type { LinkWrite } from './record-links.ts';

/** For tests: the first episode of an incident, still open. */
export function sampleLinkWrite(over: Partial<LinkWrite>): LinkWrite {
  return {
    key: '',
    lane: 'lane',
    number: 'INC0010001',
    workspace: 'default',
    connection: 'prod',
    source: 'prometheus',
    route: 'ops',
    correlationKey: 'key',
    episode: 1,
    table: 'incident',
    sysId: '1'.repeat(32),
    state: '1',
    phase: 'open',
    endedBy: undefined,
    appliedSeq: 1,
    modCount: 1,
    sentFields: {},
    drift: [],
    isLateFiringNoted: false,
    heardAt: undefined,
    isNew: true,
    writtenColumns: [],
    ...over,
  };
}
