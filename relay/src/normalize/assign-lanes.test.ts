import { describe, expect, test } from 'vitest';
import type { AlertEvent } from '../domain/alert-event.ts';
import type { Condition } from '../domain/condition.ts';
import type { MaintenanceWindow, Route, Routing } from '../domain/configuration.ts';
import { plainRouting } from '../domain/find-configured.ts';
import { sampleEvent, sampleRoute } from '../domain/samples.ts';
import { assignLanes } from './assign-lanes.ts';

const source = { workspace: 'default', name: 'prometheus' };
const NOW = 1_000_000;

function assign(
  routes: readonly Route[],
  routing: Partial<Routing> = {},
  event: AlertEvent = sampleEvent(),
) {
  const { assigned, because } = assignLanes(
    event,
    source,
    { ...plainRouting('default'), ...routing },
    routes,
    NOW,
  );
  return { because, assigned, goes: assigned.map(({ route, follows }) => [route.name, follows]) };
}

const critical: Condition = { kind: 'severity-at-least', severity: 'critical' };
const urgent = sampleRoute({ name: 'urgent', when: critical });
const elsewhere = sampleRoute({ name: 'elsewhere', connection: 'test' });
const rest = sampleRoute({ name: 'rest' });

describe('routes in order', () => {
  test('the first that takes an event has it; another connection only follows', () => {
    expect(assign([urgent, rest, elsewhere]).goes).toEqual([
      ['urgent', undefined],
      ['elsewhere', 'no-route'],
    ]);
  });

  test('routes to one connection share the lane, so that an alert keeps its record whichever takes it', () => {
    const calm = sampleEvent({ severity: 'info' });
    const [now] = assign([urgent, rest], {}, calm).assigned;
    const [before] = assign([urgent, rest]).assigned;

    expect(now?.route.name).toBe('rest');
    expect(now?.lane).toBe(before?.lane);
  });

  test('all that take an event have it, each with records of its own where it says so', () => {
    const own = sampleRoute({ name: 'own', ownRecords: true });
    const { goes, assigned } = assign([rest, own, elsewhere], { match: 'all' });

    expect(goes).toEqual([
      ['rest', undefined],
      ['own', undefined],
      ['elsewhere', undefined],
    ]);
    expect(new Set(assigned.map(({ lane }) => lane)).size).toBe(3);
  });

  test('a route that is disabled or of another source is none', () => {
    const off = sampleRoute({ enabled: false });
    const foreign = sampleRoute({ sources: ['grafana'] });

    expect(assign([off, foreign])).toMatchObject({ goes: [], because: 'no-route' });
  });
});

describe('an event that no route takes', () => {
  const calm = sampleEvent({ severity: 'info' });

  test('goes nowhere, but follows to a record that its alert has', () => {
    expect(assign([urgent], {}, calm).goes).toEqual([['urgent', 'no-route']]);
  });

  test('goes by the fallback, whatever the conditions and sources of that', () => {
    const fallback = sampleRoute({ name: 'fallback', sources: ['other'], connection: 'test' });

    expect(assign([urgent, fallback], { fallbackRoute: 'fallback' }, calm).goes).toEqual([
      ['fallback', undefined],
      ['urgent', 'no-route'],
    ]);
  });
});

describe('a private event', () => {
  const secret = sampleEvent({ isPrivate: true });

  test.each([
    ['told by the tool', secret],
    ['told by a label', sampleEvent({ labels: { private: 'true' } })],
  ])('%s is taken only where private events are switched on', (_how, event) => {
    expect(assign([rest], {}, event)).toMatchObject({ goes: [], because: 'private' });
    expect(assign([sampleRoute({ includePrivate: true })], {}, event).goes).toEqual([
      ['ops', undefined],
    ]);
  });

  test('is not taken by a fallback that is not switched on', () => {
    expect(assign([rest], { fallbackRoute: 'rest' }, secret).goes).toEqual([]);
  });
});

describe('under maintenance', () => {
  const window: MaintenanceWindow = {
    name: 'patching',
    during: { from: NOW - 1, to: NOW + 500 },
    when: undefined,
    routes: undefined,
    policy: 'skip',
  };

  test('an alert opens nothing, and follows to what is open', () => {
    expect(assign([rest], { maintenance: [window] }).goes).toEqual([['rest', 'maintenance']]);
  });

  test('or waits for the end', () => {
    const waiting = { ...window, policy: 'deliver-after' as const };

    expect(assign([rest], { maintenance: [waiting] }).assigned[0]).toMatchObject({
      follows: undefined,
      dueAt: NOW + 500,
    });
  });

  test.each([
    ['another time', { during: { from: NOW + 1, to: NOW + 2 } }],
    ['other alerts', { when: { kind: 'not', of: critical } as const }],
    ['other routes', { routes: ['elsewhere'] }],
  ])('a window for %s holds nothing up', (_what, change) => {
    expect(assign([rest], { maintenance: [{ ...window, ...change }] }).goes).toEqual([
      ['rest', undefined],
    ]);
  });
});
