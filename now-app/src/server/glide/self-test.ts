import { GlideRecord, gs } from '@servicenow/glide';
import type { AppCheck } from '@alert-relay/shared-types';
import { toSignedContent } from '../domain/push.ts';
import { judgeQuota, type QuotaRule } from '../domain/quota.ts';
import { columns, roles, tables } from '../names.ts';
import { generateMac } from './push.ts';
import { check } from './preflight.ts';
import { findBy, readColumn, readNumber } from './record.ts';
import { isCapturedAtOnce, isEnabled, takeoverSeconds } from './settings.ts';
import { countChanges } from './statistics.ts';

/** Of a plain task. */
const closedComplete = '3';

/** The published vector of the Standard Webhooks scheme. */
const vector = {
  key: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

export function testSignature(): AppCheck {
  const content = toSignedContent(vector.id, vector.timestamp, vector.body);
  return tried('signature', 'HMAC-SHA256 of the published vector', () =>
    generateMac(vector.key, content) === vector.signature
      ? ''
      : 'CertificateEncryption computes something else; report it with your release',
  );
}

/** The one fact on which exclusion rests: a second insert of a unique value fails. */
export function testUniqueness(): AppCheck {
  return tried('unique insert', 'A second insert of the same claim is refused', () => {
    const claim = `self-test:${gs.generateGUID()}`;
    const inserted = [1, 2].map(() => {
      const row = new GlideRecord(tables.claim);
      row.initialize();
      row.setValue('claim', claim);
      row.setValue('name', 'self-test');
      row.setValue('generation', 1);
      return row.insert() !== null;
    });
    for (const _ of inserted) findBy(tables.claim, 'claim', claim)?.deleteRecord();
    return inserted[0] === true && inserted[1] === false
      ? ''
      : 'Make x_alrt_relay_claim.claim unique in the dictionary';
  });
}

/** Counting needs a privilege whose name nobody documents: the status page and the links rest on it. */
export function testCounting(): AppCheck {
  return tried('counting', 'GlideAggregate counts rows of the app', () =>
    Number.isSafeInteger(countChanges('self-test', 'pending'))
      ? ''
      : 'Add a cross-scope privilege: application Alert Relay, operation Execute API, the target that the log names',
  );
}

/** The app ships all of its privileges as allowed; an administrator may have denied one since. */
export function testPrivileges(): AppCheck {
  return tried('privileges', 'Every cross-scope privilege of the app is allowed', () => {
    const rows = new GlideRecord('sys_scope_privilege');
    rows.addQuery('source_scope.scope', gs.getCurrentScopeName());
    rows.addQuery('status', '!=', 'allowed');
    rows.query();
    const closed: string[] = [];
    while (rows.next()) {
      if (readColumn(rows, 'status') === 'allowed') continue;
      closed.push(`${readColumn(rows, 'operation')} ${readColumn(rows, 'target_name')}`);
    }
    return closed.length === 0
      ? ''
      : `Application Cross-Scope Access: set status Allowed for ${closed.join(', ')}`;
  });
}

/** How long requests may run here; on that rests when the work of a dead one is taken over. */
export function testQuota(): AppCheck {
  return tried('quota', 'A request ends before another may take over its work', () => {
    const rows = new GlideRecord('sysrule_quota');
    rows.addQuery('active', 'true');
    rows.addQuery('name', 'STARTSWITH', 'REST');
    rows.query();
    const rules: QuotaRule[] = [];
    while (rows.next()) {
      const name = readColumn(rows, 'name');
      if (name.startsWith('REST')) rules.push({ name, seconds: readNumber(rows, 'max_duration') });
    }
    return judgeQuota(rules, takeoverSeconds());
  });
}

/** Only the account of the relay can tell what its role allows; for everybody else this says nothing. */
export function testTaskAccess(): readonly AppCheck[] {
  if (!gs.hasRole(roles.apiUser)) return [];
  const test = tried('rules on task', 'The account may use the Table API on tasks as well', () => {
    const task = new GlideRecord('task');
    task.initialize();
    return task.canCreate() && task.canRead() && task.canWrite()
      ? ''
      : 'Advice only, the API of the app needs no rules on task: import the update set "access to task"';
  });
  return [test];
}

/**
 * Makes a task of ours, and sees whether the rule noted it. Tasks cannot be deleted from another scope
 * on a common instance, so this one is closed.
 */
export function testRule(): AppCheck {
  const what = isCapturedAtOnce()
    ? 'The insert of a task of ours is noted in the outbox'
    : 'A task can be made; whether it is noted shows later where x_alrt_relay.capture is async';
  return tried('rule on task', what, () => {
    const key = `${gs.generateGUID()}${gs.generateGUID()}`;
    const link = new GlideRecord(tables.link);
    link.initialize();
    link.setValue('task_key', key);
    link.setValue('workspace', 'self-test');
    link.setValue('connection', 'self-test');
    link.insert();
    const made = makeTask(key, link);
    if (made === undefined)
      return 'The app may not create tasks: look at its cross-scope privileges';
    if (!isEnabled()) return 'Set x_alrt_relay.enabled to true';
    // The async rule runs when this is over: nobody can see it from here.
    return !made.isNoted && isCapturedAtOnce()
      ? 'After rules of the app do not run here: set x_alrt_relay.capture to async'
      : '';
  });
}

/** Of its link nothing stays, whatever an instance does to the insert: a privilege that is missing throws. */
function makeTask(key: string, link: GlideRecord): { readonly isNoted: boolean } | undefined {
  const task = new GlideRecord('task');
  let sysId: string | null = null;
  let isNoted = false;
  try {
    task.initialize();
    task.setValue('short_description', 'Alert Relay self-test, may be deleted');
    task.setValue(columns.key, key);
    sysId = task.insert();
    const noted = sysId === null ? undefined : findBy(tables.outbox, 'record', sysId);
    isNoted = noted !== undefined;
    noted?.deleteRecord();
  } finally {
    link.deleteRecord();
  }
  if (sysId === null) return undefined;
  closeTask(sysId);
  return { isNoted };
}

function closeTask(sysId: string): void {
  const task = findBy('task', 'sys_id', sysId);
  if (task === undefined) return;
  task.setValue('state', closedComplete);
  task.setValue('active', false);
  task.update();
}

/** A test that throws has failed, and says how. */
export function tried(name: string, detail: string, test: () => string): AppCheck {
  try {
    const remedy = test();
    return check(name, remedy === '', detail, remedy);
  } catch (error) {
    return check(name, false, `${detail}: ${String(error)}`, 'Look into the log of the instance');
  }
}
