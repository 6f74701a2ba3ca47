import { z } from 'zod';
import {
  isRecord,
  listOf,
  part,
  Text,
  Texts,
  Time,
  toText,
  Url,
} from '../../connector-kit/lenient.ts';
import { plainNames, toPlainNames } from '../../connector-kit/plain-names.ts';

const Details = part(
  z.object({
    startTime: Time,
    endTime: Time,
    severityLevel: Text,
    impactLevel: Text,
    displayName: Text,
    status: Text,
    // Names of the second version of the details.
    problemId: Text,
    displayId: Text,
    title: Text,
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
    problemdetailsjsonv2: Details,
    /** The details themselves, or the text where somebody named it so. */
    problemdetails: z
      .unknown()
      .optional()
      .transform((given) => ({ text: toText(given), details: Details.parse(given) })),
    problemurl: Url,
    tags: Texts,
    // What a workflow of the newer platform hands on: `event.id`, `event.status`, …
    eventid: Text,
    eventname: Text,
    eventdescription: Text,
    eventstatus: Text,
    eventcategory: Text,
    eventstart: Time,
    eventend: Time,
    displayid: Text,
    // Vulnerabilities.
    securityproblemid: Text,
    securityproblemurl: Url,
    title: Text,
    status: Text,
  })
  .refine(
    ({ pid, problemid, problemdetailsjsonv2: details, eventid, securityproblemid }) =>
      [pid, problemid, details.problemId, eventid, securityproblemid].some(
        (id) => id !== undefined,
      ),
    { message: 'expected PID or ProblemID; a test send leaves placeholders unfilled' },
  );
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
