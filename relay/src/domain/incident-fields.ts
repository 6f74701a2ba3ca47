import type { AlertEvent, Severity } from './alert-event.ts';
import type { Route } from './configuration.ts';
import { truncate, withoutMarkup } from './event-content.ts';
import type { Fields } from './fields.ts';
import { decideOwned, type KnownFields, ownerOf, type OwnedFields } from './field-ownership.ts';
import type { Scope, Template } from './template.ts';
import type { FieldDrift } from './write-verification.ts';

/** Fields with what did not work out about them. */
export interface FieldPlan {
  readonly fields: Fields;
  readonly issues: readonly FieldDrift[];
}

/** Lengths of the columns in a stock dictionary; what is longer is cut here, where it shows. */
const SHORT_DESCRIPTION_LENGTH = 160;
const TEXT_LENGTH = 4000;

/** What a new record starts with. */
export function toCreateFields(
  route: Route,
  lead: AlertEvent,
  severity: Severity,
  scope: Scope,
): FieldPlan {
  const rendered = renderAll(route.fields, scope);
  const information = render('description', route.additionalInformation, scope);
  const description = [lead.description, lead.url ?? '', information.fields['description'] ?? ''];
  const fields = {
    short_description: fit('short_description', lead.title),
    description: fit('description', description.filter((part) => part !== '').join('\n\n')),
    ...optional('state', route.outwardStates[lead.status]),
    ...toPriorityFields(route, severity),
    ...rendered.fields,
  };
  return {
    fields: { ...route.defaults, ...fields },
    issues: [...rendered.issues, ...information.issues],
  };
}

/**
 * What the tool would have in a record that is there; field-ownership.ts says what of it may be written.
 * @param severity `undefined` where no alert of it goes on: nothing says how urgent it is then
 */
export function toChangedFields(
  route: Route,
  severity: Severity | undefined,
  scope: Scope,
  known: KnownFields,
): FieldPlan {
  const owned = Object.fromEntries(
    Object.entries(route.fields).filter(
      ([column]) => ownerOf(route.owners, column) !== 'servicenow',
    ),
  );
  const rendered = renderAll(owned, scope);
  const priority = severity === undefined ? {} : toPriorityFields(route, severity);
  const wanted = { ...priority, ...rendered.fields };
  const { fields, conflicts } = decideOwned(route.owners, wanted, known);
  return { fields, issues: [...rendered.issues, ...conflicts] };
}

/** Impact, urgency and severity; ServiceNow computes the priority from the first two. */
function toPriorityFields(route: Pick<Route, 'severityMap'>, severity: Severity): Fields {
  const mapped = route.severityMap[severity];
  return { impact: mapped.impact, urgency: mapped.urgency, severity: mapped.severity };
}

/**
 * State, close code and close notes: a data policy of the stock instance demands the last two. What a
 * person already wrote into those stays.
 */
export function toResolveFields(route: Route, scope: Scope, known: KnownFields): FieldPlan {
  const state = route.outwardStates.resolved;
  if (state === undefined) return { fields: {}, issues: [] };
  const wanted = renderAll({ close_code: route.closeCode, close_notes: route.closeNotes }, scope);
  // What was cleared, as ServiceNow does when a record is opened again, is nobody's word on the next end.
  const takenFields = Object.fromEntries(
    Object.entries(known.takenFields).filter(([, value]) => value !== ''),
  );
  const owned: OwnedFields = decideOwned(route.owners, wanted.fields, {
    takenFields,
    sentFields: {},
  });
  return {
    fields: { state, ...owned.fields },
    issues: [...wanted.issues, ...owned.conflicts],
  };
}

/** A template that fails leaves its column to the default; one that comes out empty says nothing. */
function renderAll(templates: Readonly<Record<string, Template>>, scope: Scope): FieldPlan {
  const plans = Object.entries(templates).map(([column, template]) =>
    render(column, template, scope),
  );
  const fields = Object.fromEntries(plans.flatMap((plan) => Object.entries(plan.fields)));
  return { fields, issues: plans.flatMap(({ issues }) => issues) };
}

function render(column: string, template: Template | undefined, scope: Scope): FieldPlan {
  if (template === undefined) return { fields: {}, issues: [] };
  const rendered = template.render(scope);
  if (rendered.kind === 'failed') {
    return { fields: {}, issues: [{ column, kind: 'not-rendered' }] };
  }
  const text = fit(column, rendered.text.trim());
  return { fields: text === '' ? {} : { [column]: text }, issues: [] };
}

function fit(column: string, text: string): string {
  const length = column === 'short_description' ? SHORT_DESCRIPTION_LENGTH : TEXT_LENGTH;
  return truncate(withoutMarkup(text), length);
}

function optional(column: string, value: string | undefined): Fields {
  return value === undefined ? {} : { [column]: value };
}
