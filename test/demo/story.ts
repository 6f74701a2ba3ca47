import { valueIn, type Row, type Write } from '../support/instance-client.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Say, Stage } from './stage.ts';
import type { ToldRecord } from './tool.ts';

/** What happened. Every fact was read from the instance's write log or from the tool's own record. */
export interface Summary {
  readonly incident: { readonly number: string; readonly sys_id: string; readonly state: string };
  /** What the relay wrote to the incident, in order; `seq` is its place in the write log. */
  readonly deliveries: readonly {
    readonly seq: number;
    readonly at: string;
    readonly operation: string;
    readonly user: string;
  }[];
  readonly writeBack: ToldRecord;
  readonly timings: { readonly alertToIncidentMs: number; readonly editToToolToldMs: number };
}

const withinMs = 30_000;

/** From the alert to the incident, and from its resolution back to the tool. */
export async function tellStory(stage: Stage, say: Say): Promise<Summary> {
  const { agent, instance, relay, tool } = stage;
  const before = await agent.lastWrite();

  say('The tool notifies the relay that web-01 is down.');
  const firedAt = performance.now();
  await tool.fire(relay.url);
  const created = await waitFor(async () => (await agent.writes(before)).find(isCreatedIncident), {
    within: withinMs,
    every: 10,
    what: () => `an incident in the write log. The relay wrote:\n${relay.log()}`,
  });
  const alertToIncidentMs = performance.now() - firedAt;
  const incident = await readIncident(stage, created.sys_id);
  const sysIdOfGroup = valueIn(incident, 'assignment_group');
  const [group] = await agent.records('sys_user_group', `sys_id=${sysIdOfGroup}`);
  describeIncident(incident, valueIn(group, 'name'), say);

  say('An agent resolves it in ServiceNow.');
  const editedAt = performance.now();
  await agent.update('incident', created.sys_id, {
    state: '6',
    close_code: 'Solution provided',
    close_notes: 'Restarted the web server.',
  });
  const writeBack = await waitFor(() => tool.told(), {
    within: withinMs,
    every: 10,
    what: () => `the tool to be told. The relay wrote:\n${relay.log()}`,
  });
  const editToToolToldMs = performance.now() - editedAt;
  say(
    `The tool was told ${Math.round(editToToolToldMs)} ms after the edit: ${JSON.stringify(writeBack)}`,
  );

  const writes = (await agent.writes(before)).filter(({ sys_id: id }) => id === created.sys_id);
  return {
    incident: { number: created.number, sys_id: created.sys_id, state: lastState(writes) },
    deliveries: writes
      .filter(({ user }) => user === instance.integration.user)
      .map(({ seq, at, operation, user }) => ({ seq, at, operation, user })),
    writeBack,
    timings: {
      alertToIncidentMs: Math.round(alertToIncidentMs),
      editToToolToldMs: Math.round(editToToolToldMs),
    },
  };
}

/** Why the summary is no success, or `undefined` when it is one. */
export function whatIsMissing({ incident, deliveries, writeBack }: Summary): string | undefined {
  if (incident.state !== '6') return `the incident is in state ${incident.state}, not resolved`;
  if (deliveries.length === 0) return 'the write log shows no write of the relay';
  return Object.keys(writeBack).length === 0 ? 'the tool has no record of being told' : undefined;
}

function isCreatedIncident({ table, operation }: Write): boolean {
  return table === 'incident' && operation === 'insert';
}

function lastState(writes: readonly Write[]): string {
  return writes.findLast(({ changes }) => changes['state'])?.changes['state']?.new ?? 'unknown';
}

async function readIncident({ agent }: Stage, sysId: string): Promise<Row> {
  const [incident] = await agent.records('incident', `sys_id=${sysId}`);
  if (incident === undefined) throw new Error(`the incident ${sysId} cannot be read`);
  return incident;
}

function describeIncident(incident: Row, group: string, say: Say): void {
  const value = (column: string) => valueIn(incident, column);
  say(`ServiceNow has the incident ${value('number')}: ${value('short_description')}`);
  say(
    `  impact ${value('impact')}, urgency ${value('urgency')}, priority ${value('priority')}, state ${value('state')}, group ${group}`,
  );
}
