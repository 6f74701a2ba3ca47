import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import type { Receiver } from '../sources/receiver.ts';
import { valueIn, type InstanceClient } from '../support/instance-client.ts';
import type { Relay } from '../support/start-relay.ts';
import { insertedIncidents, postNotification, untilDrained } from '../support/system.ts';
import { waitFor, waitUntilQuiet } from '../support/wait-for.ts';

/** Where the story is told: with the app or without it. */
export interface Stage {
  readonly agent: InstanceClient;
  readonly relay: Relay;
  readonly receiver: Receiver;
}

/** What can be seen from outside when it is over, in words that do not depend on the way it went. */
export interface Outcome {
  readonly incidents: number;
  readonly record: Readonly<Record<string, string>>;
  /** The journal from the oldest entry on, without the marks of table mode. */
  readonly notes: readonly string[];
  /** What the tool was told, in order. */
  readonly told: readonly string[];
  /** What people wrote, as the tool heard it. */
  readonly heard: readonly string[];
  /** Updates of the record: ours and those of people, and no echo. */
  readonly updates: number;
}

const Message = z.object({
  payload: z.object({
    type: z.string(),
    data: z.object({ journal: z.array(z.object({ text: z.string() })) }),
  }),
});

const startsAt = new Date('2026-11-22T08:00:00Z');

/**
 * An alert fires, a person takes the record over and comments, the alert says more, the person resolves.
 * One step after the other: polling promises final states, so that is what is compared.
 */
export async function tellStory({ agent, relay, receiver }: Stage): Promise<Outcome> {
  const before = await agent.lastWrite();
  await alert(relay, 'No answer for 5 minutes.');
  const incident = await theIncident(agent);
  const sysId = valueIn(incident, 'sys_id');
  const untilTold = (count: number) =>
    waitFor(() => receiver.received.length >= count, {
      within: 30_000,
      what: () => `message ${count} to the tool. The relay wrote:\n${relay.log()}`,
    });

  await agent.update('incident', sysId, { state: '2' });
  await untilTold(1);
  await agent.update('incident', sysId, { comments: 'We are looking into it.' });
  await untilTold(2);
  await alert(relay, 'No answer for 10 minutes.');
  await agent.update('incident', sysId, {
    state: '6',
    close_code: 'Solution provided',
    close_notes: 'The disk was full.',
  });
  await untilTold(3);
  await untilDrained(relay);
  await waitUntilQuiet(async () => receiver.received.length, {
    within: 20_000,
    quietFor: 2_000,
    what: 'silence towards the tool',
  });
  return seeOutcome({ agent, relay, receiver }, sysId, before);
}

async function alert(relay: Relay, description: string): Promise<void> {
  const body = alertmanagerNotification({ group: 'shop', status: 'firing', description, startsAt });
  if ((await postNotification(relay, body)) !== 202) throw new Error('the alert was not taken');
  await untilDrained(relay);
}

async function theIncident(agent: InstanceClient) {
  return (await agent.records('incident', 'short_description=Service shop is down'))[0];
}

async function seeOutcome(
  { agent, receiver }: Stage,
  sysId: string,
  before: number,
): Promise<Outcome> {
  const writes = await agent.writes(before);
  const incident = await theIncident(agent);
  const journal = await agent.records(
    'sys_journal_field',
    `element_id=${sysId}^elementINwork_notes,comments^ORDERBYsys_created_on`,
  );
  const messages = receiver.received.map((receipt) => Message.parse(receipt).payload);
  const columns = ['state', 'impact', 'urgency', 'priority', 'severity', 'close_code', 'category'];
  return {
    incidents: insertedIncidents(writes).length,
    record: Object.fromEntries(columns.map((column) => [column, valueIn(incident, column)])),
    notes: journal
      .map((entry) => valueIn(entry, 'value').replace(/\s*\[ref [0-9a-f]{8}\]$/, ''))
      .toSorted(),
    told: messages.map(({ type }) => type),
    heard: messages.flatMap(({ data }) => data.journal.map(({ text }) => text)),
    updates: writes.filter(
      ({ table, operation, sys_id }) =>
        table === 'incident' && operation === 'update' && sys_id === sysId,
    ).length,
  };
}
