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
export function normalize(body: Payload): readonly AlertEvent[] {
  const problem = withOtherNames(body);
  const { problemdetails: given } = problem;
  const details =
    [given.details, problem.problemdetailsjson, problem.problemdetailsjsonv2].find(
      ({ startTime, problemId }) => (startTime ?? problemId) !== undefined,
    ) ?? problem.problemdetailsjson;
  const severity = problem.problemseverity ?? problem.severitylevel ?? details.severityLevel;
  const isEnded = endWords.has((problem.state ?? details.status ?? '').toLowerCase());
  const display = problem.problemid ?? details.displayId ?? details.displayName;
  const id = problem.pid ?? details.problemId ?? problem.problemid ?? '';
  const entities = [
    ...problem.impactedentities.flatMap(({ name }) => name ?? []),
    ...problem.impactedentitynames,
  ];
  return [
    toEvent({
      // The display id (P-123) is for people and returns after some time; the PID is unique.
      fingerprint: id,
      status: isEnded ? 'resolved' : 'firing',
      severity: severities[severity?.toLowerCase() ?? ''] ?? 'unknown',
      title: problem.problemtitle ?? details.title ?? `Dynatrace problem ${display ?? id}`,
      description: problem.problemdetailstext ?? given.text ?? problem.impactedentity,
      labels: labelsOf({
        problem: display,
        severity,
        impact: problem.problemimpact ?? details.impactLevel,
        entities: entities.join(', ') || undefined,
        tags: problem.tags.join(', ') || undefined,
      }),
      url: problem.problemurl,
      startedAt: details.startTime ?? problem.eventstart,
      endedAt: isEnded ? (details.endTime ?? problem.eventend) : undefined,
    }),
  ];
}

/** Workflows and vulnerabilities have names of their own for what a problem notification says. */
function withOtherNames(body: Payload): Payload {
  return {
    ...body,
    pid: body.pid ?? body.securityproblemid ?? body.eventid,
    problemid: body.problemid ?? body.displayid,
    problemtitle: body.problemtitle ?? body.title ?? body.eventname,
    state: body.state ?? body.eventstatus ?? body.status,
    problemseverity: body.problemseverity ?? body.eventcategory,
    problemdetailstext: body.problemdetailstext ?? body.eventdescription,
    problemurl: body.problemurl ?? body.securityproblemurl,
  };
}
