/** A transaction quota rule of the instance: after so many seconds it ends a request. */
export interface QuotaRule {
  readonly name: string;
  readonly seconds: number;
}

/**
 * The load balancers of ServiceNow end every call after five minutes, whatever the rules say
 * (documentation, default quota rules).
 */
export const platformLimit: QuotaRule = { name: 'load balancer', seconds: 300 };

/**
 * Whoever finds a claim older than the take-over age thinks its holder dead. So no request may live
 * that long: what to do about the rule that allows it, or nothing.
 */
export function judgeQuota(rules: readonly QuotaRule[], takeoverSeconds: number): string {
  const longest = rules.reduce(
    (most, rule) => (rule.seconds > most.seconds ? rule : most),
    platformLimit,
  );
  return longest.seconds < takeoverSeconds
    ? ''
    : `Set x_alrt_relay.takeover_seconds above ${longest.seconds}: ${longest.name} lets a request run that long`;
}
