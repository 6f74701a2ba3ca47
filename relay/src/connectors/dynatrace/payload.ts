import { z } from 'zod';
import { isRecord, listOf, part, Text, Texts, Time, Url } from '../../connector-kit/lenient.ts';
import { plainNames, toPlainNames } from '../../connector-kit/plain-names.ts';

const Details = part(
  z.object({
    startTime: Time,
    endTime: Time,
    severityLevel: Text,
    impactLevel: Text,
    displayName: Text,
    status: Text,
  }),
);

/** The placeholders of the custom payload, in any spelling. */
const Problem = z
  .object({
    pid: Text,
    problemid: Text,
    problemtitle: Text,
    state: Text,
    problemseverity: Text,
    severitylevel: Text,
    problemimpact: Text,
    impactedentity: Text,
    impactedentities: listOf(z.object({ name: Text })),
    impactedentitynames: Texts,
    problemdetailstext: Text,
    problemdetailsjson: Details,
    problemdetails: Details,
    problemurl: Url,
    tags: Texts,
  })
  .refine(({ pid, problemid }) => (pid ?? problemid) !== undefined, {
    message: 'expected PID or ProblemID; a test send leaves placeholders unfilled',
  });
export type Problem = z.output<typeof Problem>;

/** The problem, or a CloudEvent that carries it. */
export const Payload = z
  .unknown()
  .transform((body): unknown => {
    const plain = toPlainNames(body);
    const isEnvelope = isRecord(plain) && plain['specversion'] !== undefined;
    return isEnvelope ? plain['data'] : plain;
  })
  .pipe(plainNames(Problem));
export type Payload = z.output<typeof Payload>;
