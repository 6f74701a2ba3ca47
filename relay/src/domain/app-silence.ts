/** What is known of the two ways between the relay and the app of one connection; ms since the epoch. */
export interface AppContact {
  /** Whether the app is to call us. */
  readonly changes: 'push' | 'pull';
  /** What never happened counts from here. */
  readonly since: number;
  /** Since when this relay asks and can be called: nobody is silent to a relay that was away. */
  readonly listeningSince: number;
  readonly answeredAt: number | undefined;
  readonly heardAt: number | undefined;
  /** How long the oldest change waited in the app when it answered last. */
  readonly oldestWaitingMinutes: number;
}

export const silenceReasons = ['does-not-answer', 'changes-wait', 'not-heard'] as const;
export type SilenceReason = (typeof silenceReasons)[number];

const SILENCE_MS = 1_800_000;
const WAITING_MINUTES = 30;
/** The app sends a heartbeat once a day; two hours for a scheduler that is late. */
const HEARD_EVERY_MS = 93_600_000;
/** An app that could not reach us tries again within this time. */
const SETTLE_MS = 3_600_000;

/**
 * Why somebody should look after an instance; the other half of what the app does about us. The app
 * asks nothing of a relay that calls it, so its own daily heartbeat is what proves the way to here.
 */
export function judgeApp(contact: AppContact, now: number): SilenceReason | undefined {
  const answeredAt = Math.max(contact.answeredAt ?? contact.since, contact.listeningSince);
  if (now - answeredAt >= SILENCE_MS) return 'does-not-answer';
  if (contact.oldestWaitingMinutes >= WAITING_MINUTES) return 'changes-wait';
  const isExpected = contact.changes === 'push' && now - contact.listeningSince >= SETTLE_MS;
  if (isExpected && now - (contact.heardAt ?? contact.since) >= HEARD_EVERY_MS) return 'not-heard';
  return undefined;
}

/** What happened, why it may be, and what to do. */
export const silenceTexts: Readonly<Record<SilenceReason, string>> = {
  'does-not-answer':
    'the instance has not answered for half an hour; alerts wait. Look at the line "connection held" and run the doctor for this connection',
  'changes-wait':
    'changes have waited in the app for half an hour. Look at its status page: its scheduler may stand still, or it may not reach this relay',
  'not-heard':
    'the app has not called for more than a day. Look at its status page and at the way from the instance to publicUrl',
};
