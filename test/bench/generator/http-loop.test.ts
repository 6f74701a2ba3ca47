import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { listen } from '../../support/listen.ts';
import { isWhole, runHttpLoop } from './http-loop.ts';

test('sends the wanted number of requests and counts the answers', async () => {
  const bodies: string[] = [];
  await using server = await listen((request, response) => {
    void buffer(request).then((body) => {
      bodies.push(`${request.headers.authorization} ${body.toString()}`);
      response.writeHead(202).end();
    });
  });
  let asked = 0;

  const result = await runHttpLoop({
    url: `${server.url}/in`,
    token: 'a-token',
    connections: 2,
    nextBody: () => `body ${asked}`,
    isGoingOn: () => asked++ < 5,
  });

  expect(result.statuses).toEqual({ 202: 5 });
  expect(result.latenciesMs).toHaveLength(5);
  expect(bodies.toSorted()).toEqual([1, 2, 3, 4, 5].map((n) => `Bearer a-token body ${n}`));
});

test.each([
  ['HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n', false],
  ['HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\no', false],
  ['HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok', true],
  ['HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n', false],
  ['HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', true],
  ['HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', true],
])('%j is whole: %s', (answer, whole) => {
  expect(isWhole(answer)).toBe(whole);
});
