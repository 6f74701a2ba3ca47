import { z } from 'zod';
import type { MaintenanceWindow } from '../domain/configuration.ts';
import { ConditionEntry, WeeklyWindow } from './condition-section.ts';
import { Name } from './fields.ts';

const Moment = z.iso
  .datetime({ offset: true, error: 'expected a moment, such as 2027-03-01T22:00:00+01:00' })
  .transform((text) => Date.parse(text));

/** A time in which alerts open nothing. */
export const MaintenanceEntry = z
  .strictObject({
    name: Name.meta({ description: 'Name of the window.' }),
    enabled: z.boolean().default(true).meta({ description: 'false leaves it out.' }),
    from: Moment.optional().meta({ description: 'Begin of a window that comes once.' }),
    to: Moment.optional().meta({ description: 'Its end.' }),
    weekly: WeeklyWindow.optional().meta({ description: 'A window that comes every week.' }),
    when: ConditionEntry.optional().meta({ description: 'Whose alerts; absent is all.' }),
    routes: z.array(z.string()).min(1).optional().meta({
      description: 'Routes that it holds for; absent is all.',
    }),
    policy: z.enum(['skip', 'deliver-after']).default('skip').meta({
      description:
        '`skip`: alerts are kept and open nothing, what is open already is still resolved. `deliver-after`: everything waits and is delivered in order when the window ends.',
    }),
  })
  .transform(
    ({ from, to, weekly, ...rest }, context): MaintenanceWindow & { readonly enabled: boolean } => {
      const shared = { ...rest, when: rest.when, routes: rest.routes };
      if (weekly !== undefined && from === undefined && to === undefined) {
        return { ...shared, during: weekly };
      }
      if (weekly === undefined && from !== undefined && to !== undefined && from < to) {
        return { ...shared, during: { from, to } };
      }
      const message = 'expected either from and to, in this order, or weekly';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    },
  );
