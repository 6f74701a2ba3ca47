import { toOpenApi } from '../../relay/src/api/openapi.ts';
import { documentedRoutes } from '../../relay/src/api/routes.ts';
import manifest from '../../relay/package.json' with { type: 'json' };

/** The API as OpenAPI 3.1, the same document that the relay serves. */
export function printOpenApi(): string {
  return JSON.stringify(toOpenApi(documentedRoutes, manifest.version), undefined, 2);
}
