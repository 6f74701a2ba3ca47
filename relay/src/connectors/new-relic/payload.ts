import { z } from 'zod';
import { Labels, listOf, Text, Texts, Time, Url } from '../../connector-kit/lenient.ts';

const FirstText = Texts.transform((texts) => texts[0]);

/** The default template of workflows, common variants of it, and the notification of legacy policies. */
export const Payload = z
  .object({
    id: Text,
    issueId: Text,
    issueUrl: Url,
    issuePageUrl: Url,
    title: FirstText,
    issueTitle: FirstText,
    description: FirstText,
    priority: Text,
    state: Text,
    status: Text,
    impactedEntities: Texts,
    alertPolicyNames: Texts,
    alertConditionNames: Texts,
    workflowName: Text,
    createdAt: Time,
    updatedAt: Time,
    closedAt: Time,
    owner: Text,
    // Legacy policies.
    incident_id: Text,
    incident_url: Url,
    current_state: Text,
    severity: Text,
    condition_name: Text,
    policy_name: Text,
    account_name: Text,
    details: Text,
    timestamp: Time,
    targets: listOf(z.object({ name: Text, labels: Labels })),
  })
  .transform((body) => ({ ...body, id: body.id ?? body.issueId ?? issueIn(body) }))
  .refine((body) => (body.id ?? body.incident_id) !== undefined, {
    message: 'expected the id of an issue or an incident; an unfilled template has none',
  });

/** A template that leaves out the id most often keeps the link, which ends with it. */
function issueIn(body: {
  readonly issueUrl: string | undefined;
  readonly issuePageUrl: string | undefined;
}): string | undefined {
  const address = body.issueUrl ?? body.issuePageUrl ?? '';
  return /\/issues\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i.exec(address)?.[1];
}
export type Payload = z.output<typeof Payload>;
