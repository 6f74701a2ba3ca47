import { labelsOf } from '../../connector-kit/lenient.ts';
import { toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, Severity } from '../../domain/alert-event.ts';
import type { Payload } from './payload.ts';

/** Problems have kinds rather than degrees: from what is down to what may become slow. */
const severities: Readonly<Record<string, Severity>> = {
  monitoring_unavailable: 'critical',
  availability: 'critical',
  error: 'high',
  performance: 'warning',
  slowdown: 'warning',
  resource_contention: 'warning',
  resource: 'warning',
  custom_alert: 'warning',
  info: 'info',
};

/** A problem that was merged lives on in the other one. */
const endWords = new Set(['resolved', 'closed', 'merged']);

/** One event: a notification is about one problem. */
export function normalize(problem: Payload): readonly AlertEvent[] {
  const details = {
    ...problem.problemdetailsjson,
    ...(problem.problemdetails.startTime === undefined ? {} : problem.problemdetails),
  };
  const severity = problem.problemseverity ?? problem.severitylevel ?? details.severityLevel;
  const isEnded = endWords.has((problem.state ?? details.status ?? '').toLowerCase());
  const display = problem.problemid ?? details.displayName;
  const entities = [
    ...problem.impactedentities.flatMap(({ name }) => name ?? []),
    ...problem.impactedentitynames,
  ];
  return [
    toEvent({
      // The display id (P-123) is for people and returns after some time; the PID is unique.
      fingerprint: problem.pid ?? display ?? '',
      status: isEnded ? 'resolved' : 'firing',
      severity: severities[severity?.toLowerCase() ?? ''] ?? 'unknown',
      title: problem.problemtitle ?? `Dynatrace problem ${display ?? problem.pid ?? ''}`,
      description: problem.problemdetailstext ?? problem.impactedentity,
      labels: labelsOf({
        problem: display,
        severity,
        impact: problem.problemimpact ?? details.impactLevel,
        entities: entities.join(', ') || undefined,
        tags: problem.tags.join(', ') || undefined,
      }),
      url: problem.problemurl,
      startedAt: details.startTime,
      endedAt: isEnded ? details.endTime : undefined,
    }),
  ];
}
