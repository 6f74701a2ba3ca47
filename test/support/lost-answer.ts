import { alertmanagerNotification } from '../sources/notification.ts';
import type { Fault, InstanceClient } from './instance-client.ts';
import type { Relay } from './start-relay.ts';
import { postNotification, untilDrained } from './system.ts';

/** What people see on the record, in order. */
export interface Seen {
  readonly said: readonly string[];
  readonly states: readonly string[];
}

/**
 * An alert that says 1 to 5 and ends with that: while the record is written slowly for 2 the others gather, and the
 * answer to what is written for all of them is lost.
 */
export async function tellWithLostAnswer(
  relay: Relay,
  agent: InstanceClient,
  write: Fault['match'],
): Promise<Seen> {
  const before = await agent.lastWrite();
  const startsAt = new Date();
  const say = async (status: 'firing' | 'resolved', description: string): Promise<void> => {
    const ended = status === 'resolved' ? { endsAt: new Date() } : {};
    const spec = { group: 'together', status, description, startsAt, ...ended };
    const answered = await postNotification(relay, alertmanagerNotification(spec));
    if (answered !== 202) throw new Error(`The relay answered ${answered}.`);
  };
  await say('firing', 'Said 1.');
  await untilDrained(relay, 30_000);

  await agent.addFault({ match: write, action: { delayMs: 1500 }, times: 1 });
  await agent.addFault({ match: write, action: { cut: 'after-commit' }, times: 1 });
  for (const step of [2, 3, 4]) await say('firing', `Said ${step}.`);
  await say('resolved', 'Said 5.');
  await untilDrained(relay, 50_000);

  const writes = (await agent.writes(before)).filter(({ table }) => table === 'incident');
  return {
    said: writes.flatMap(({ changes }) => changes['work_notes']?.new.match(/Said \d/g) ?? []),
    states: writes.flatMap(({ changes }) => changes['state']?.new ?? []),
  };
}

/** Each once, and one end. */
export const toldOnce: Seen = {
  said: ['Said 1', 'Said 2', 'Said 3', 'Said 4', 'Said 5'],
  states: ['1', '6'],
};
