import { expect, test } from 'vitest';
import type { MaintenanceWindow } from '../domain/configuration.ts';
import { plainRouting } from '../domain/find-configured.ts';
import { sampleEvent, sampleRoute } from '../domain/samples.ts';
import { routeEvents } from './route-events.ts';

const delivery = { id: 'd1', workspace: 'default', source: 'prometheus', receivedAt: 1000 };
const routes = [
  sampleRoute({ name: 'elsewhere', connection: 'test', sources: ['grafana'] }),
  sampleRoute({ groupBy: 'alert' }),
];
const critical: MaintenanceWindow = {
  name: 'patching',
  during: { from: 0, to: 9000 },
  when: { kind: 'severity-at-least', severity: 'critical' },
  routes: undefined,
  policy: 'deliver-after',
};

function route(events: Parameters<typeof routeEvents>[2], maintenance: MaintenanceWindow[] = []) {
  let ids = 0;
  const deps = {
    routesOf: () => routes,
    routingOf: () => ({ ...plainRouting('default'), maintenance }),
    newId: () => `id-${(ids += 1)}`,
  };
  return routeEvents(deps, delivery, events);
}

test('a lane has one job, which applies the events of the delivery and waits for its connection', () => {
  const { events, jobs } = route([
    sampleEvent(),
    sampleEvent({ description: 'More.' }),
    sampleEvent({ fingerprint: 'other' }),
  ]);

  expect(events.map(({ position, route: name }) => [position, name])).toEqual([
    [0, 'ops'],
    [1, 'ops'],
    [2, 'ops'],
  ]);
  expect(jobs.map(({ lane }) => lane)).toEqual([events[0]?.lane, events[2]?.lane]);
  for (const job of jobs) {
    expect(job).toMatchObject({
      workspace: 'default',
      kind: 'events.apply',
      subject: 'd1',
      now: 1000,
      dueAt: 1000,
      hold: 'default/prod',
    });
  }
});

test.each([
  ['before', ['critical', 'info']],
  ['after', ['info', 'critical']],
] as const)(
  'the whole lane waits for a window, be its event %s the others',
  (_when, severities) => {
    const said = severities.map((severity) => sampleEvent({ severity }));

    expect(route(said, [critical]).jobs).toMatchObject([{ dueAt: 9000 }]);
  },
);

test('an event without a route is kept, and nothing is to do', () => {
  const { events, jobs } = routeEvents(
    { routesOf: () => [], routingOf: () => plainRouting('default'), newId: () => 'id' },
    delivery,
    [sampleEvent({ title: 'a\ud800b\0' })],
  );

  expect(events).toMatchObject([
    { route: undefined, lane: undefined, follows: 'no-route', event: { title: 'a\uFFFDb\uFFFD' } },
  ]);
  expect(jobs).toEqual([]);
});
