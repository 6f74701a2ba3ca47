import type { GlideRecord } from '@servicenow/glide';
import { splitByOrigin, type Target } from '../domain/change-event.ts';
import { acquireClaim } from '../domain/claim.ts';
import { parseTold, toldByHistory, type Told } from '../domain/told.ts';
import { claimPorts } from '../glide/claims.ts';
import { takeLaterSnapshot } from '../glide/later-snapshot.ts';
import { findLink } from '../glide/links.ts';
import { readUntoldAttachments } from '../glide/attachment-snapshot.ts';
import { addToOutbox, readHistory } from '../glide/outbox.ts';
import { readColumn } from '../glide/record.ts';
import { isEnabled } from '../glide/settings.ts';
import { findTargets } from '../glide/targets.ts';
import { findTask } from '../glide/tasks.ts';
import { findWatch, saveLastTold, startWatch } from '../glide/watches.ts';
import { columns, tables } from '../names.ts';

const takeoverSeconds = 120;
const longestHistory = 1000;

/** Async, after insert and update of a task: tells how the record stands by now. */
export function captureLater(current: GlideRecord): void {
  if (!isEnabled()) return;
  for (const target of findTargets(current)) tellHowItStands(current, target);
}

/**
 * Jobs of quick successive writes run in any order and at once: whoever holds the claim tells the
 * final state, and looks once more after letting go, so nothing that came meanwhile is left.
 */
function tellHowItStands(current: GlideRecord, target: Target): void {
  startWatch(current, target.connectionKey, target.source ?? '');
  for (;;) {
    const watch = findWatch(current.getUniqueValue(), target.connectionKey);
    const record = findTask(current.getRecordClassName(), current.getUniqueValue());
    if (watch === undefined || record === undefined) return;
    const told = parseTold(watch.lastTold) ?? toldAtOnce(record, target);
    const later = takeLaterSnapshot(record, told);
    const text = JSON.stringify(later.told);
    if (text === watch.lastTold) return;
    const claim = acquireClaim(
      claimPorts(`watch:${watch.sysId}`, tables.watch, watch.sysId),
      takeoverSeconds,
    );
    if (claim === undefined) return;
    try {
      if (findWatch(current.getUniqueValue(), target.connectionKey)?.lastTold === watch.lastTold) {
        const isFirst = told === undefined;
        const isForwarded = target.source !== undefined;
        const attachments =
          isFirst && isForwarded ? readUntoldAttachments(record, target.connectionKey) : [];
        const snapshot = { ...later.snapshot, attachments };
        // To a relay that forwards the record nothing goes with a stamp.
        const account = isForwarded ? undefined : findLink(snapshot.key)?.account;
        for (const part of splitByOrigin(snapshot, account)) {
          addToOutbox(part, { ...target, isFirst });
        }
        // Looking again would tell the same once more, and for ever.
        if (!saveLastTold(watch, text)) return;
      }
    } finally {
      claim.release();
    }
  }
}

/** By the rule that runs within the write, until `x_alrt_relay.capture` was set to async. */
function toldAtOnce(record: GlideRecord, { connectionKey }: Target): Told | undefined {
  const history = readHistory(record.getUniqueValue(), connectionKey, -1, longestHistory);
  return toldByHistory(history, readColumn(record, columns.origin));
}
