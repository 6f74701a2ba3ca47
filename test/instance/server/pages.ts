import type { Answer } from '../rest/answer.ts';

/** A developer instance that sleeps answers 200 with this title on every path (servicenow-platform.md 0.13). */
export const hibernatingPage: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html', server: 'snow_adc' },
  body: padded(
    '<html><head><title>Instance Hibernating page</title></head><body><h1>Your instance is hibernating</h1><p>Sign in to wake it up.</p></body></html>',
    5904,
  ),
};

/** Wording assumed: only that it is a page and not JSON is known. */
export const maintenancePage: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html', server: 'snow_adc' },
  body: '<html><head><title>Instance under maintenance</title></head><body><h1>This instance is being maintained</h1></body></html>',
};

/** The edge refuses with a page as well (a client's test expects HTML; the text is assumed). */
export const addressTooLong: Answer = {
  status: 414,
  headers: { 'content-type': 'text/html', server: 'snow_adc' },
  body: '<html><head><title>414 Request-URI Too Large</title></head><body><h1>414 Request-URI Too Large</h1></body></html>',
};

/** The page is known by its size as well. */
function padded(html: string, length: number): string {
  return html.replace(
    '</body>',
    `<!--${' '.repeat(Math.max(0, length - html.length - 7))}--></body>`,
  );
}
