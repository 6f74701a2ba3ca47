import type { ScopeHandle } from '../scripts/runtime.ts';
import { textFrom } from '../scripts/runtime.ts';
import { bodyText, type Request } from './answer.ts';

/** RESTAPIRequest: what a scripted operation sees of its call. */
export function createApiRequest(
  scope: ScopeHandle,
  request: Request,
  parameters: Readonly<Record<string, string>>,
): object {
  const headers = { ...request.headers };
  const fromJson = (value: unknown): unknown => scope.parseJson(JSON.stringify(value));
  return {
    pathParams: fromJson(parameters),
    queryParams: fromJson(queryLists(request.query)),
    queryString: request.rawQuery,
    uri: request.path,
    url: `${request.origin}${request.path}`,
    headers: fromJson(headers),
    body: createBody(scope, request),
    getHeader: (name: unknown) => request.headers[textFrom(name).toLowerCase()] ?? null,
    getSupportedResponseContentTypes: () => ['application/json'],
    getRequestedQueryCategory: () => null,
    getRequestId: () => null,
  };
}

/** Every query parameter is a list, as on the platform. */
function queryLists(query: URLSearchParams): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  for (const [name, value] of query) lists[name] = [...(lists[name] ?? []), value];
  return lists;
}

function createBody(scope: ScopeHandle, request: Request): object {
  const text = bodyText(request);
  return {
    dataString: text,
    dataStream: text,
    hasNext: () => false,
    nextEntry: () => null,
    /** Parsed when it is first asked for; a body that is not JSON is the script's own error. */
    get data(): unknown {
      if (text.trim() === '') return null;
      try {
        return scope.parseJson(text);
      } catch (error) {
        throw scope.error(
          `Unable to parse request body: ${error instanceof Error ? error.message : textFrom(error)}`,
        );
      }
    },
  };
}
