import { z } from 'zod';
import { isRecord, listOf, part, Text, Time } from '../../connector-kit/lenient.ts';
import { plainNames, toPlainNames } from '../../connector-kit/plain-names.ts';

const Detail = plainNames(
  z.object({ propertyname: Text, before: Text, after: Text, message: Text }),
);

const Named = part(plainNames(z.object({ name: Text })));

/** An activity record, as the Integration API returns it. */
const ActivityRecord = plainNames(
  z
    .object({
      rid: Text,
      recordid: Text,
      who: Text,
      what: Text,
      when: Time,
      where: Text,
      action: Text,
      objecttype: Text,
      datasource: Text,
      workstation: Text,
      monitoringplan: Text,
      item: Named,
      detaillist: listOf(Detail),
      status: Text,
      severity: Text,
    })
    .refine(({ what, action, who }) => [what, action, who].some((text) => text !== undefined), {
      message: 'expected Who, What or Action',
    }),
);
export type ActivityRecord = z.output<typeof ActivityRecord>;

/** The record itself, or a list of them under one of the names that are in use. */
export const Payload = z
  .unknown()
  .transform((body): unknown => toEnvelope(body))
  .pipe(
    z.object({
      alertname: Text,
      alertid: Text,
      severity: Text,
      records: z.array(ActivityRecord).min(1),
    }),
  );
export type Payload = z.output<typeof Payload>;

const listNames = ['activityrecordlist', 'activityrecords', 'activityrecord', 'records'] as const;

function toEnvelope(body: unknown): unknown {
  if (Array.isArray(body)) return { records: body };
  const plain = toPlainNames(body);
  if (!isRecord(plain)) return plain;
  const found = listNames.map((name) => plain[name]).find((list) => list !== undefined);
  // XML that was turned into JSON keeps the element around the list.
  const inner = isRecord(found) ? (Object.values(found)[0] ?? []) : found;
  return { ...plain, records: found === undefined ? [plain] : inner };
}
