import { failure, json, type Answer } from '../rest/answer.ts';
import type { FaultAction } from './faults.ts';
import { hibernatingPage, maintenancePage } from './pages.ts';

/** What a fault answers instead of the instance; undefined when it only delays or cuts. */
export function answerOfFault(action: FaultAction): Answer | undefined {
  if (action.page === 'hibernating') return hibernatingPage;
  if (action.page === 'maintenance') return maintenancePage;
  if (action.status === undefined) return undefined;
  const stock = stockAnswers[action.status] ?? failure(action.status, 'Operation Failed', null);
  if (action.body === undefined)
    return { ...stock, headers: { ...stock.headers, ...action.headers } };
  if (typeof action.body === 'string') {
    return {
      status: action.status,
      headers: { 'content-type': 'text/html', ...action.headers },
      body: action.body,
    };
  }
  return json(action.status, action.body, action.headers);
}

/** Bodies of recorded/errors for the statuses that have one. */
const stockAnswers: Readonly<Record<number, Answer>> = {
  401: failure(401, 'User is not authenticated', 'Required to provide Auth information'),
  403: failure(403, 'Operation Failed', 'ACL Exception Update Failed due to security constraints'),
  404: failure(
    404,
    'No Record found',
    "Record doesn't exist or ACL restricts the record retrieval",
  ),
  429: failure(
    429,
    'Rate limit exceeded',
    'Rate limit of 100 requests per hour for Table API exceeded',
  ),
  500: failure(500, 'Transaction cancelled: maximum execution time exceeded', null),
  502: htmlPage(502, 'Bad Gateway'),
  503: htmlPage(503, 'Service Unavailable'),
};

function htmlPage(status: number, title: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html', server: 'snow_adc' },
    body: `<html><head><title>${status} ${title}</title></head><body><center><h1>${status} ${title}</h1></center></body></html>`,
  };
}
