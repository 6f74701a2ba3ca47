import type { Feature, UpsertRequest } from '@alert-relay/shared-types';

export type Fitted =
  | { readonly kind: 'fits'; readonly request: UpsertRequest }
  /** Without it the command would mean something else, so it has to wait for a newer app. */
  | { readonly kind: 'needs'; readonly feature: Feature };

/**
 * A command as the app of an instance understands it. Requests are strict, so an app refuses the whole
 * of a command for one part that it does not know. A trace is left out; a record that belongs to somebody
 * else, or was born in ServiceNow, cannot be: the older app would create a second record.
 */
export function fitCommand(request: UpsertRequest, known: ReadonlySet<Feature>): Fitted {
  if (request.note_on !== undefined && !known.has('note_on')) {
    return { kind: 'needs', feature: 'note_on' };
  }
  if (request.adopt !== undefined && !known.has('adopt')) {
    return { kind: 'needs', feature: 'adopt' };
  }
  if (request.traceparent === undefined || known.has('traceparent')) {
    return { kind: 'fits', request };
  }
  const { traceparent: _, ...rest } = request;
  return { kind: 'fits', request: rest };
}
