import type { JournalNote, TaskRecord, UpsertRequest } from '@alert-relay/shared-types';
import { describe, expect, test } from 'vitest';
import type { RecordWrite } from './plan-writes.ts';
import { upsert, type UpsertPorts } from './upsert.ts';

const key = 'a'.repeat(64);

function command(change: Partial<UpsertRequest> = {}): UpsertRequest {
  return {
    event_id: 'event-1',
    seq: 1,
    table: 'incident',
    workspace: 'default',
    connection: 'prod',
    source: 'prometheus',
    episode: 1,
    correlation_display: 'prometheus a1',
    fields: { short_description: 'Disk full' },
    notes: [],
    ...change,
  };
}

function note(id: string, element: JournalNote['element'] = 'work_notes'): JournalNote {
  return { id, element, text: `text of ${id}` };
}

/** An instance in memory: one key, its claims, its records, its notes. */
function createInstance() {
  const writes: { readonly sysId: string; readonly write: RecordWrite }[] = [];
  const records = new Map<string, { readonly table: string; readonly correlation: string }>();
  const notes = new Map<string, number>();
  const claims = new Set<number>();
  const link = {
    table: '',
    record: undefined as string | undefined,
    applied: 0,
    event: '',
    generation: 0,
  };
  let refuse: string | undefined;
  const ports: UpsertPorts = {
    readLink: () => ({
      table: link.table,
      record: link.record,
      episode: 1,
      appliedSequence: link.applied,
    }),
    claims: {
      readGeneration: () => link.generation,
      writeGeneration: (generation) => {
        link.generation = generation;
      },
      listClaims: () => [...claims].map((generation) => ({ generation, ageSeconds: 0 })),
      insertClaim: (generation) => {
        if (claims.has(generation)) return false;
        claims.add(generation);
        return true;
      },
      deleteClaim: (generation) => {
        claims.delete(generation);
      },
      deleteClaimsUpTo: (generation) => {
        for (const claim of claims) if (claim <= generation) claims.delete(claim);
      },
    },
    takeoverSeconds: 600,
    findByKey: () => {
      const found = [...records].find(([, record]) => record.correlation === key);
      return found === undefined ? undefined : { table: found[1].table, record: found[0] };
    },
    isFree: (_table, record) => records.get(record)?.correlation === '',
    recordExists: (_table, record) => records.has(record),
    insertRecord: (write) => {
      if (refuse !== undefined) return { ok: false, message: refuse };
      const sysId = String(records.size + 1).padStart(32, '0');
      records.set(sysId, { table: 'incident', correlation: key });
      writes.push({ sysId, write });
      return { ok: true, record: sysId };
    },
    updateRecord: (_table, sysId, write) => {
      if (refuse !== undefined) return { ok: false, message: refuse };
      writes.push({ sysId, write });
      return { ok: true, record: sysId };
    },
    saveRecord: (table, record) => {
      link.table = table;
      link.record = record;
    },
    saveApplied: (sequence, eventId) => {
      link.applied = sequence;
      link.event = eventId;
    },
    claimNote: (entry, sequence) => {
      if (notes.has(entry.id)) return false;
      notes.set(entry.id, sequence);
      return true;
    },
    forgetNotes: (ids) => {
      const written = new Set(writes.flatMap(({ write }) => write.noteIds));
      for (const id of ids) if (!written.has(id)) notes.delete(id);
    },
    readRecord: (table, record): TaskRecord => ({
      key,
      table,
      sys_id: record,
      number: 'INC0010001',
      state: '1',
      active: true,
      sys_mod_count: 0,
      sys_updated_on: '2026-01-01 00:00:00',
      episode: 1,
      applied_seq: link.applied,
      applied_event_id: link.event,
      fields: {},
    }),
  };
  const setRefusal = (message: string | undefined): void => {
    refuse = message;
  };
  return { ports, link, records, writes, notes, claims, setRefusal };
}

function outcomeOf(result: ReturnType<typeof upsert>): string {
  return result.ok ? result.answer.outcome : result.refusal.code;
}

test('a command that was overtaken while it waited for its turn writes nothing over the newer one', () => {
  const { ports, writes } = createInstance();
  upsert(ports, command());
  let isFirstLook = true;
  const overtaken: UpsertPorts = {
    ...ports,
    readLink: () => {
      const link = ports.readLink();
      // The newer one comes and ends between the first look at the link and the claim.
      if (isFirstLook)
        upsert(ports, command({ seq: 3, event_id: 'newer', fields: { state: '6' } }));
      isFirstLook = false;
      return link;
    },
  };

  const result = upsert(
    overtaken,
    command({ seq: 2, event_id: 'event-2', fields: { state: '1' } }),
  );

  expect(outcomeOf(result)).toBe('stale');
  expect(writes.map(({ write }) => write.fields['state'])).toEqual([undefined, '6']);
});

describe('a record that was born in ServiceNow', () => {
  const born = { table: 'incident', sys_id: 'b'.repeat(32) };

  test('is adopted once, and goes by the key from then on', () => {
    const { ports, records, writes } = createInstance();
    records.set(born.sys_id, { table: 'incident', correlation: '' });

    const first = upsert(ports, command({ adopt: born, fields: { state: '2' } }));
    records.set(born.sys_id, { table: 'incident', correlation: key });
    const second = upsert(ports, command({ seq: 2, event_id: 'event-2', adopt: born }));

    expect([outcomeOf(first), outcomeOf(second)]).toEqual(['adopted', 'updated']);
    expect(writes.map(({ sysId }) => sysId)).toEqual([born.sys_id, born.sys_id]);
    expect(records.size).toBe(1);
  });

  test.each([
    ['is gone', undefined],
    ['goes by another key', 'c'.repeat(64)],
  ])('and %s: nothing is made in its place', (_case, correlation) => {
    const { ports, records, writes } = createInstance();
    if (correlation !== undefined) records.set(born.sys_id, { table: 'incident', correlation });

    expect(outcomeOf(upsert(ports, command({ adopt: born })))).toBe('record_deleted');
    expect(writes).toEqual([]);
  });
});

describe('upsert', () => {
  test('creates once and updates afterwards', () => {
    const { ports, records } = createInstance();

    const first = upsert(ports, command());
    const second = upsert(ports, command({ seq: 2, event_id: 'event-2' }));

    expect(outcomeOf(first)).toBe('created');
    expect(outcomeOf(second)).toBe('updated');
    expect(records.size).toBe(1);
  });

  test('applies a sequence once: a repeat is stale and writes nothing', () => {
    const { ports, writes } = createInstance();
    upsert(ports, command({ seq: 3 }));

    const repeat = upsert(ports, command({ seq: 3 }));
    const older = upsert(ports, command({ seq: 2 }));

    expect(outcomeOf(repeat)).toBe('stale');
    expect(outcomeOf(older)).toBe('stale');
    expect(writes).toHaveLength(1);
  });

  test('adopts a record that carries the key already', () => {
    const { ports, records, link } = createInstance();
    records.set('f'.repeat(32), { table: 'incident', correlation: key });

    const result = upsert(ports, command());

    expect(outcomeOf(result)).toBe('adopted');
    expect(link.record).toBe('f'.repeat(32));
    expect(records.size).toBe(1);
  });

  test('does not create again what was deleted in ServiceNow', () => {
    const { ports, records } = createInstance();
    upsert(ports, command());
    records.clear();

    expect(outcomeOf(upsert(ports, command({ seq: 2 })))).toBe('record_deleted');
    expect(outcomeOf(upsert(ports, command({ seq: 1 })))).toBe('record_deleted');
    expect(records.size).toBe(0);
  });

  test('refuses a second writer while the first is at work', () => {
    const { ports, records } = createInstance();
    const results: string[] = [];
    const first: UpsertPorts = {
      ...ports,
      insertRecord: (write) => {
        results.push(outcomeOf(upsert(ports, command({ event_id: 'event-2' }))));
        return ports.insertRecord(write);
      },
    };

    results.push(outcomeOf(upsert(first, command())));

    expect(results).toEqual(['claim_held', 'created']);
    expect(records.size).toBe(1);
  });

  test('hands the message of the platform on and leaves the key free', () => {
    const { ports, claims, notes, setRefusal } = createInstance();
    setRefusal('Data Policy Exception: Short description is mandatory');

    const refused = upsert(ports, command({ notes: [note('n1')] }));

    expect(refused).toMatchObject({
      refusal: {
        code: 'write_refused',
        message: 'Data Policy Exception: Short description is mandatory',
      },
    });
    expect(claims.size).toBe(0);
    expect(notes.size).toBe(0);
    setRefusal(undefined);
    expect(outcomeOf(upsert(ports, command({ notes: [note('n1')] })))).toBe('created');
  });

  test('adds a note once, whatever command carries it', () => {
    const { ports, writes } = createInstance();
    upsert(ports, command({ notes: [note('n1')] }));

    upsert(ports, command({ seq: 2, notes: [note('n1'), note('n2')] }));

    expect(writes.map(({ write }) => write.noteIds)).toEqual([['n1'], ['n2']]);
  });

  test('makes a record with its fields, and writes a second note for one journal in a second write', () => {
    const { ports, writes } = createInstance();

    upsert(ports, command({ notes: [note('n1'), note('n2', 'comments'), note('n3')] }));

    expect(writes.map(({ write }) => write)).toEqual([
      {
        origin: 'event-1#1.0',
        fields: { short_description: 'Disk full' },
        journal: { work_notes: 'text of n1', comments: 'text of n2' },
        noteIds: ['n1', 'n2'],
      },
      { origin: 'event-1#1.1', fields: {}, journal: { work_notes: 'text of n3' }, noteIds: ['n3'] },
    ]);
  });

  test('ends a record with the last of several notes, so that one which is broken off before has not ended', () => {
    const { ports, writes } = createInstance();
    upsert(ports, command());
    const written = () =>
      writes.slice(1).map(({ write }) => [write.journal['work_notes'], write.fields['state']]);
    const end = command({
      seq: 2,
      event_id: 'event-2',
      fields: { state: '6' },
      notes: [note('n1'), note('n2')],
    });
    const dying: UpsertPorts = {
      ...ports,
      updateRecord: (table, sysId, write) => {
        if (write.noteIds.includes('n2')) throw new Error('the node went away');
        return ports.updateRecord(table, sysId, write);
      },
    };

    expect(() => upsert(dying, end)).toThrow('the node went away');
    expect(written()).toEqual([['text of n1', undefined]]);

    upsert(ports, { ...end, seq: 3, notes: [...end.notes, note('n3')] });
    expect(written().at(-1)).toEqual(['text of n3', '6']);
  });

  test('what broke off leaves its notes to the next command, which may be a smaller one', () => {
    const { ports, writes } = createInstance();
    upsert(ports, command());
    const dying: UpsertPorts = {
      ...ports,
      updateRecord: (table, sysId, write) => {
        const result = ports.updateRecord(table, sysId, write);
        if (write.noteIds.includes('n2')) throw new Error('after it was written');
        return result;
      },
    };
    const notes = [note('n1'), note('n2'), note('n3'), note('n4')];

    expect(() => upsert(dying, command({ seq: 2, event_id: 'event-4', notes }))).toThrow('after');
    upsert(ports, command({ seq: 2, event_id: 'event-2', notes: notes.slice(0, 1) }));
    upsert(ports, command({ seq: 3, event_id: 'event-4', notes: notes.slice(1) }));

    expect(writes.flatMap(({ write }) => write.noteIds)).toEqual(['n1', 'n2', 'n3', 'n4']);
  });

  test('writes nothing more once its claim was taken over', () => {
    const { ports, link, writes } = createInstance();
    const slow: UpsertPorts = {
      ...ports,
      findByKey: () => {
        link.generation = 9;
        return undefined;
      },
    };

    expect(outcomeOf(upsert(slow, command()))).toBe('claim_held');
    expect(writes).toHaveLength(0);
  });

  test('repairs a create that died before the link was written', () => {
    const { ports, records } = createInstance();
    const dying: UpsertPorts = {
      ...ports,
      saveRecord: () => {
        throw new Error('the node went away');
      },
    };
    expect(() => upsert(dying, command())).toThrow('the node went away');

    expect(outcomeOf(upsert(ports, command()))).toBe('adopted');
    expect(records.size).toBe(1);
  });
});
