import type { Severity } from './alert-event.ts';

/** The words tools use, in our five. Compared in lower case; anything else is `unknown`. */
const words: Readonly<Record<Exclude<Severity, 'unknown'>, readonly string[]>> = {
  critical: [
    'critical',
    'crit',
    'fatal',
    'emergency',
    'disaster',
    'page',
    'p0',
    'p1',
    'sev0',
    'sev1',
  ],
  high: ['high', 'error', 'major', 'severe', 'p2', 'sev2'],
  warning: ['warning', 'warn', 'average', 'medium', 'moderate', 'minor', 'p3', 'sev3'],
  info: [
    'info',
    'information',
    'informational',
    'low',
    'notice',
    'debug',
    'p4',
    'p5',
    'sev4',
    'sev5',
  ],
};

const severityOf = new Map<string, Severity>([
  ...words.critical.map((word) => [word, 'critical'] as const),
  ...words.high.map((word) => [word, 'high'] as const),
  ...words.warning.map((word) => [word, 'warning'] as const),
  ...words.info.map((word) => [word, 'info'] as const),
]);

export function toSeverity(word: string | undefined): Severity {
  // Some write `SEV-1`.
  const plain = word
    ?.trim()
    .toLowerCase()
    .replace(/^sev[- ](?=\d$)/, 'sev');
  return severityOf.get(plain ?? '') ?? 'unknown';
}

const rank: Readonly<Record<Severity, number>> = {
  critical: 4,
  high: 3,
  warning: 2,
  info: 1,
  unknown: 0,
};

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return rank[severity] >= rank[least];
}

/** The most urgent of several; `unknown` when there is none. */
export function highestSeverity(severities: Iterable<Severity>): Severity {
  let highest: Severity = 'unknown';
  for (const severity of severities) {
    if (rank[severity] > rank[highest]) highest = severity;
  }
  return highest;
}
