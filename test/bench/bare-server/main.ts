// The least that an HTTP server can do with a webhook: read it and answer 202. The measure of `accept`.
import { listen } from '../../support/listen.ts';

const { url } = await listen((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => response.writeHead(202, { 'content-length': 0 }).end());
});
console.log(JSON.stringify({ url }));
