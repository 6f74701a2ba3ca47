import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BackSync, chooseTold, deletionPolicies, isSilent } from './back-sync.ts';
import { decideWriteBack } from './change-command.ts';
import { sampleRoute } from './samples.ts';

const off: BackSync = {
  state: false,
  assignment: false,
  priority: false,
  workNotes: false,
  comments: false,
  attachments: false,
  merges: false,
  deletes: 'off',
  otherFields: false,
};
const switches = [
  'state',
  'assignment',
  'priority',
  'workNotes',
  'comments',
  'attachments',
  'merges',
  'otherFields',
] as const;

const everything = {
  fields: [
    'state',
    'close_code',
    'assignment_group',
    'assigned_to',
    'priority',
    'urgency',
    'parent_incident',
    'duplicate_of',
    'short_description',
    'u_customer',
  ].map((name) => ({ name, old: null, new: 'x' })),
  journal: (['work_notes', 'comments'] as const).map((element) => ({
    id: element,
    element,
    text: `a text in ${element}`,
    author: 'Beth Anglin',
    at: '2026-11-22T08:00:00Z',
  })),
  attachments: [
    {
      sys_id: 'e'.repeat(32),
      file_name: 'graph.png',
      content_type: 'image/png',
      size_bytes: 14,
      author: 'beth.anglin',
      at: '2026-11-22T08:00:00Z',
    },
  ],
};

function names(backSync: BackSync): readonly string[] {
  const { fields, journal, attachments } = chooseTold(everything, backSync);
  return [
    ...fields.map(({ name }) => name),
    ...journal.map(({ element }) => element),
    ...attachments.map((attachment) => attachment.file_name),
  ];
}

test.each([
  ['state', ['state', 'close_code']],
  ['assignment', ['assignment_group', 'assigned_to']],
  ['priority', ['priority', 'urgency']],
  ['workNotes', ['work_notes']],
  ['comments', ['comments']],
  ['attachments', ['graph.png']],
  ['merges', ['parent_incident', 'duplicate_of']],
  ['otherFields', ['short_description', 'u_customer']],
] as const)('the switch %s alone tells %j', (name, told) => {
  expect(names({ ...off, [name]: true })).toEqual(told);
});

test('every change belongs to exactly one switch', () => {
  fc.assert(
    fc.property(fc.constantFrom(...switches), fc.record(toBooleans()), (name, others) => {
      const without = names({ ...others, [name]: false });
      const with_ = names({ ...others, [name]: true });

      expect(with_).toEqual(expect.arrayContaining([...without]));
      expect(with_.length).toBe(without.length + names({ ...off, [name]: true }).length);
    }),
  );
  expect(isSilent(chooseTold(everything, off))).toBe(true);
});

function toBooleans() {
  const some = fc.boolean();
  return {
    state: some,
    assignment: some,
    priority: some,
    workNotes: some,
    comments: some,
    attachments: some,
    merges: some,
    deletes: fc.constantFrom(...deletionPolicies),
    otherFields: some,
  };
}

const change = {
  id: 'change-1',
  sequence: 5,
  operation: 'update',
  table: 'incident',
  sys_id: '1'.repeat(32),
  number: 'INC0010001',
  key: 'f'.repeat(64),
  fields: [{ name: 'state', old: '1', new: '6' }],
  journal: [],
  record: { state: '6', active: true, sys_mod_count: 5, short_description: 'Disk is full' },
  actor: { user_name: 'beth', name: 'Beth Anglin' },
  at: '2026-11-20T08:00:00Z',
  origin: null,
} as const;
const known = {
  state: '1',
  changeSequence: 4,
  sentFields: {},
  endedBy: undefined,
  takenFields: {},
} as const;

test('what is switched off is not told, and the record is followed all the same', () => {
  const decision = decideWriteBack(sampleRoute({ backSync: off }), known, {
    ...change,
    fields: [...change.fields],
    journal: [],
  });

  expect(decision).toMatchObject({
    kind: 'nothing',
    because: 'switched-off',
    record: { state: '6', phase: 'resolved', endedBy: 'person' },
  });
});

test('a comment goes without the resolution that came with it, where only comments are told', () => {
  const decision = decideWriteBack(sampleRoute({ backSync: { ...off, comments: true } }), known, {
    ...change,
    fields: [...change.fields],
    journal: [everything.journal[1]].filter((entry) => entry !== undefined),
  });

  expect(decision).toMatchObject({
    kind: 'write-back',
    writeBack: 'update',
    told: { fields: [], journal: [{ element: 'comments', author: 'Beth Anglin' }] },
  });
});

test.each([5, 4, 1])(
  'a picture is told whatever was applied before it (sequence %i)',
  (sequence) => {
    const picture = {
      ...change,
      sequence,
      fields: [],
      journal: [],
      attachments: [...everything.attachments],
    };
    const decide = (attachments: boolean) =>
      decideWriteBack(sampleRoute({ backSync: { ...off, attachments } }), known, picture);

    expect(decide(true)).toMatchObject({
      kind: 'write-back',
      writeBack: 'update',
      told: { attachments: [{ file_name: 'graph.png' }] },
      record: undefined,
    });
    expect(decide(false)).toMatchObject({ kind: 'nothing', because: 'switched-off' });
  },
);
