import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { icingaIsHere, startIcinga } from '../sources/icinga.ts';
import { inProject } from '../support/project.ts';
import { intakeUrl } from '../support/relay-file.ts';
import {
  deadLetters,
  insertedIncidents,
  startToolsSystem,
  untilDrained,
} from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const token = 'token-of-the-icinga-source';

/** What our page tells people to write into their configuration. */
function pageOfIcinga(): string {
  const page = readFileSync(inProject('docs/notification-commands.md'), 'utf8');
  const block = /```icinga2\n(?<block>[^`]+)```/.exec(page)?.groups?.['block'];
  if (block === undefined) throw new Error('the page has no configuration of Icinga');
  return block;
}

test.skipIf(!icingaIsHere())(
  'an Icinga with the notification command of the page opens, acknowledges and resolves an incident',
  async () => {
    await using system = await startToolsSystem({
      sources: [{ name: 'icinga', connector: 'generic', settings: { authorization: { token } } }],
      routes: [{ name: 'incidents', sources: ['icinga'], connection: 'production' }],
    });
    const { agent, relay } = system;
    await using icinga = await startIcinga({
      notifications: pageOfIcinga(),
      to: intakeUrl(relay.url, 'icinga'),
      token,
    });
    const incident = async () => (await agent.records('incident', 'x_alrt_relay_source=icinga'))[0];
    const untilState = (state: string) =>
      waitFor(async () => (await incident())?.['state'] === state, {
        within: 90_000,
        what: () =>
          `an incident in state ${state}. The relay wrote:\n${relay.log()}\nIcinga wrote:\n${icinga.output()}`,
      });

    await icinga.setState(2);
    await untilState('1');
    expect(await incident()).toMatchObject({
      short_description: 'disk on db1',
      description: expect.stringContaining('DISK'),
      impact: '1',
    });

    await icinga.acknowledge('anna', 'On it');
    await untilState('2');

    await icinga.setState(0);
    await untilState('6');

    await untilDrained(relay);
    expect(insertedIncidents(await agent.writes())).toHaveLength(1);
    expect(await deadLetters(relay)).toBe(0);
  },
  240_000,
);
