import type { ChangeEvent } from '@alert-relay/shared-types';
import type { RequestStep, WriteBack } from '../../connector-kit/write-back.ts';
import type { Db } from '../../database/schema.ts';
import {
  type ChangeDecision,
  decideWriteBack,
  type WriteBackKind,
} from '../../domain/change-command.ts';
import type { Connection, Destination, Route } from '../../domain/configuration.ts';
import { realChanges } from '../../domain/echo.ts';
import type { Clock } from '../../lib/clock.ts';
import { RelayError } from '../../lib/errors.ts';
import type { NewId } from '../../lib/ids.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { isJobWaiting } from '../../queue/head.ts';
import type { Handled, Job } from '../../queue/job.ts';
import { loadActiveAlerts } from '../../store/alerts.ts';
import { findChange, type KeptChange, recordChangeOutcome } from '../../store/changes.ts';
import { findLinkByKey, type Link, recordLinkChange } from '../../store/links.ts';
import { insertWriteBack } from '../../store/write-backs.ts';

export interface ApplyChangeDeps {
  readonly db: Db;
  readonly findRoute: (workspace: string, name: string) => Route | undefined;
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
  readonly findDestination: (workspace: string, name: string) => Destination | undefined;
  readonly planWriteBack: (
    writeBack: WriteBack,
    destination: Destination,
  ) => readonly RequestStep[];
  readonly clock: Clock;
  readonly newId: NewId;
}

/** How long a change waits for the link of a record that our own call is just creating. */
const LINK_EXPECTED_WITHIN_MS = 120_000;

/** Step 5: a change of a linked record becomes what its tool is told, or a reason why not. */
export async function applyChange(deps: ApplyChangeDeps, job: Job): Promise<Handled> {
  const kept = await findChange(deps.db, job.subject);
  if (kept === undefined) throw new RelayError('NOT_FOUND', 'The change of this job is gone.');
  const link = kept.change.key === null ? undefined : await findLinkByKey(deps.db, kept.change.key);
  const route = link === undefined ? undefined : deps.findRoute(link.workspace, link.route);
  if (link === undefined || route === undefined) return handleUnlinked(deps, kept);

  await waitForOrigin(deps, kept.change);
  const decision = decideWriteBack(route, link, kept.change);
  if (decision.kind === 'nothing') return settle(deps, kept, link, decision, undefined);
  const planned = await plan(deps, kept, link, route, decision.writeBack);
  return settle(deps, kept, link, decision, planned);
}

/**
 * The app can tell us of our own write before its answer has reached us. Until the command is recorded
 * nobody knows what was sent, and its echo would look like somebody's change.
 */
async function waitForOrigin(deps: ApplyChangeDeps, change: ChangeEvent): Promise<void> {
  if (change.origin === null || !(await isJobWaiting(deps.db, change.origin))) return;
  throw new RelayError(
    'COMMAND_NOT_RECORDED',
    `The command that changed ${change.number} is not recorded yet.`,
  );
}

function handleUnlinked(deps: ApplyChangeDeps, kept: KeptChange): Handled {
  const { change, receivedAt } = kept;
  const isExpected = change.key !== null && deps.clock.now() - receivedAt < LINK_EXPECTED_WITHIN_MS;
  if (isExpected) {
    throw new RelayError(
      'LINK_NOT_YET_KNOWN',
      `${change.number} carries a key of ours whose creation is not recorded yet.`,
    );
  }
  return {
    facts: { outcome: 'nothing', because: 'not-linked', number: change.number },
    record: (unit) =>
      recordChangeOutcome(unit, change.id, {
        outcome: 'nothing',
        because: 'not-linked',
        at: deps.clock.now(),
      }),
  };
}

interface Planned {
  readonly id: string;
  readonly destination: string;
  readonly kind: WriteBackKind;
  readonly steps: readonly RequestStep[];
}

async function plan(
  deps: ApplyChangeDeps,
  kept: KeptChange,
  link: Link,
  route: Route,
  kind: WriteBackKind,
): Promise<Planned | undefined> {
  const destination = deps.findDestination(link.workspace, route.destination ?? '');
  const connection = deps.findConnection(link.workspace, link.connection);
  if (destination === undefined || connection === undefined) return undefined;
  const { change } = kept;
  const real = realChanges(change, link.sentFields);
  const id = deps.newId();
  const writeBack: WriteBack = {
    id,
    kind,
    alerts: await loadActiveAlerts(deps.db, link.lane),
    record: {
      table: change.table,
      sysId: change.sys_id,
      number: change.number,
      state: change.record.state,
      url: toRecordUrl(connection, change),
    },
    changes: Object.fromEntries(
      real.fields.map((field) => [field.name, field.new_display ?? field.new ?? '']),
    ),
    journal: real.journal.map(({ element, text, author }) => ({ element, text, author })),
    actor: change.actor.name || change.actor.user_name,
    at: deps.clock.now(),
    remembered: link.remembered,
  };
  const steps = deps.planWriteBack(writeBack, destination);
  return { id, destination: destination.name, kind, steps };
}

/** Where a person opens the record. */
function toRecordUrl(connection: Pick<Connection, 'url'>, change: ChangeEvent): string {
  return `${connection.url}/nav_to.do?uri=${encodeURIComponent(`${change.table}.do?sys_id=${change.sys_id}`)}`;
}

function settle(
  deps: ApplyChangeDeps,
  { change }: KeptChange,
  link: Link,
  decision: ChangeDecision,
  planned: Planned | undefined,
): Handled {
  const isTold = planned !== undefined && planned.steps.length > 0;
  const outcome = isTold ? 'write-back' : 'nothing';
  const because = decision.kind === 'nothing' ? decision.because : decision.writeBack;
  return {
    facts: { outcome, because, number: change.number, sequence: change.sequence },
    record: async (unit) => {
      const at = deps.clock.now();
      if (decision.record !== undefined) {
        const { state, phase, endedBy } = decision.record;
        const modCount = change.record.sys_mod_count;
        const { key } = link;
        const changeSequence = change.sequence;
        await recordLinkChange(unit, { key, state, phase, endedBy, modCount, changeSequence }, at);
      }
      await recordChangeOutcome(unit, change.id, { outcome, because, at });
      if (!isTold) return;
      const { id, destination, kind, steps } = planned;
      await insertWriteBack(unit, {
        id,
        changeId: change.id,
        linkKey: link.key,
        workspace: link.workspace,
        destination,
        kind,
        steps,
        createdAt: at,
      });
      const lane = `write-back ${link.workspace}.${destination} ${link.key}`;
      await enqueue(unit, [
        {
          id: deps.newId(),
          workspace: link.workspace,
          lane,
          kind: 'write-back.send',
          subject: id,
          now: at,
        },
      ]);
    },
  };
}
