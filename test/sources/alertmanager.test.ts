import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { listen } from '../support/listen.ts';
import { waitFor } from '../support/wait-for.ts';
import { alertmanagerIsHere, startAlertmanager } from './alertmanager.ts';
import { alertmanagerNotification } from './notification.ts';

interface Heard {
  readonly authorization: string | undefined;
  readonly body: string;
}

/** The paths of everything in a JSON value, so that two bodies can be compared by their shape. */
function shapeOf(value: unknown, at = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [`${at}: ${typeof value}`];
  return Object.entries(value).flatMap(([name, inner]) => shapeOf(inner, `${at}/${name}`));
}

test.skipIf(!alertmanagerIsHere())(
  'our load has the shape of what Alertmanager sends',
  async () => {
    const heard: Heard[] = [];
    await using server = await listen((request, response) => {
      void text(request).then((body) => {
        heard.push({ authorization: request.headers.authorization, body });
        response.writeHead(202).end();
      });
    });
    await using alertmanager = await startAlertmanager();
    const own = alertmanagerNotification({
      group: 'shop',
      status: 'firing',
      description: 'No answer for 5 minutes.',
      startsAt: new Date(),
    });
    const [alert] = JSON.parse(own).alerts;

    await alertmanager.notify({
      url: server.url,
      token: 'a-token',
      groupBy: ['alertname', 'service'],
    });
    await alertmanager.postAlerts([alert]);
    const notification = await waitFor(() => heard[0], { within: 15_000, what: 'a notification' });

    expect(notification.authorization).toBe('Bearer a-token');
    expect(shapeOf(JSON.parse(own))).toEqual(shapeOf(JSON.parse(notification.body)));
    expect(await alertmanager.alerts()).toMatchObject([{ status: { state: 'active' } }]);
    expect(await alertmanager.silences()).toEqual([]);
  },
);
