import { z } from 'zod';
import type { RouteReference } from '../domain/configuration.ts';
import { compileTemplate, type Template } from '../domain/template.ts';
import { trialScope } from '../domain/template-scope.ts';

/** A text in which Liquid may stand; compiled and tried here, so that its faults are faults of the file. */
export const TemplateText = z
  .string()
  .min(1)
  .max(10_000)
  .transform((source, context): Template => {
    const result = compileTemplate(source, trialScope);
    if (result.kind === 'template') return result.template;
    context.addIssue({ code: 'custom', message: `expected a template: ${result.because}` });
    return z.NEVER;
  });

/** YAML reads a bare 1 or true as something else than text; ServiceNow stores text. */
export const StoredText = z
  .union([z.string().min(1).max(4_000), z.number(), z.boolean()], 'expected a stored value')
  .transform(String);

/** Columns that the relay writes by rules of its own. */
const reserved = ['state', 'number', 'correlation_id', 'correlation_display'];

/** A column of the record that a route may write. */
export const Column = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,79}$/, 'expected the name of a column, such as u_team')
  .refine(
    (name) => !reserved.includes(name) && !/^(sys_|x_alrt_relay_|work_notes|comments)/.test(name),
    'expected a column that is not written by the relay itself',
  );

/** For the documents: the forms in which a name can be given. */
export const referenceForms =
  'A text or template, or `{value: …, by: …, fallback: NAME, otherwise: …}`. When none or several have the name, `fallback` is tried, then `otherwise`: `fail` keeps the event as a dead letter that says so, `leave-empty` goes on without.';

/** What a route says of one reference, before it knows its column. */
export type ReferenceEntry = Pick<RouteReference, 'value' | 'by' | 'fallback' | 'otherwise'>;

/** A name of another record. @param columns by which it may be looked up */
export function referenceEntry<By extends NonNullable<RouteReference['by']>>(
  columns: readonly By[],
  usually: RouteReference['otherwise'],
) {
  const full = z.strictObject({
    value: TemplateText.meta({ description: 'The name, or a template that gives it.' }),
    by: z.enum(columns).optional().meta({ description: 'Column in which it is looked up.' }),
    fallback: z.string().min(1).max(100).optional().meta({
      description: 'Name to use when none or several have the first.',
    }),
    otherwise: z.enum(['fail', 'leave-empty']).default(usually).meta({
      description: 'What to do when that does not help either.',
    }),
  });
  return z
    .union([TemplateText.transform((value) => ({ value, otherwise: usually })), full])
    .transform((entry): ReferenceEntry => {
      const { value, otherwise } = entry;
      if (!('by' in entry)) return { value, otherwise, by: undefined, fallback: undefined };
      return { value, otherwise, by: entry.by, fallback: entry.fallback };
    });
}
