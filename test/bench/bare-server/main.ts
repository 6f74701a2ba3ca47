// The least that a server can do with a webhook: read it, parse it and answer 202, as the figures were
// measured from which the limits of `accept` come (engine.md section 1). The measure of `accept`.
import { listen } from '../../support/listen.ts';

const { url } = await listen((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    response.writeHead(202, { 'content-length': 0 }).end();
  });
});
console.log(JSON.stringify({ url }));
