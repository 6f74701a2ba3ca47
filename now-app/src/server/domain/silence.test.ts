import { expect, test } from 'vitest';
import { judgeSilence, type Contact } from './silence.ts';

const busy: Contact = {
  mode: 'push',
  heardMinutesAgo: 1,
  toldMinutesAgo: 1,
  connectedMinutesAgo: 1000,
  heartbeatSeconds: 60,
};

test.each<[string, Partial<Contact>, object]>([
  ['both ways in use', {}, { kind: 'fine' }],
  ['the way to here just in time', { heardMinutesAgo: 29.9 }, { kind: 'fine' }],
  [
    'no call of the relay',
    { heardMinutesAgo: 30.5 },
    { kind: 'silent', minutes: 30, because: 'The relay has not called this instance' },
  ],
  [
    'a slow heartbeat, two missed',
    { heartbeatSeconds: 3600, heardMinutesAgo: 150 },
    { kind: 'fine' },
  ],
  [
    'a slow heartbeat, three missed',
    { heartbeatSeconds: 3600, heardMinutesAgo: 180 },
    { kind: 'silent' },
  ],
  [
    'a relay of the first version',
    { heartbeatSeconds: 0, heardMinutesAgo: undefined },
    { kind: 'fine' },
  ],
  ['nothing to send for a while', { toldMinutesAgo: 15 }, { kind: 'ask' }],
  [
    'no answer of the relay',
    { toldMinutesAgo: 31 },
    { kind: 'silent', minutes: 31, because: 'This instance has not reached the relay' },
  ],
  [
    'never an answer, just connected',
    { toldMinutesAgo: undefined, connectedMinutesAgo: 2 },
    { kind: 'fine' },
  ],
  ['never an answer', { toldMinutesAgo: undefined }, { kind: 'silent', minutes: 1000 }],
  ['a relay that fetches', { mode: 'pull', toldMinutesAgo: undefined }, { kind: 'fine' }],
  [
    'a relay that no longer fetches',
    { mode: 'pull', heartbeatSeconds: 0, heardMinutesAgo: 45 },
    { kind: 'silent', minutes: 45, because: 'The relay has not fetched changes' },
  ],
])('with %s', (_what, change, expected) => {
  expect(judgeSilence({ ...busy, ...change }, 30)).toMatchObject(expected);
});
