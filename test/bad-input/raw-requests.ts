import { connect } from 'node:net';

/** Requests that no HTTP library would send. `PATH` and `AUTH` are filled in. */
export const rawRequests: Readonly<Record<string, string>> = {
  'length and chunks': post('Content-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\nX'),
  'chunks and length': post('Transfer-Encoding: chunked\r\nContent-Length: 5', '0\r\n\r\nX'),
  'two lengths': post('Content-Length: 2\r\nContent-Length: 3', '{}x'),
  'a list of lengths': post('Content-Length: 2, 2', '{}'),
  'a negative length': post('Content-Length: -1', '{}'),
  'a signed length': post('Content-Length: +2', '{}'),
  'a length in hexadecimal': post('Content-Length: 0x2', '{}'),
  'an endless length': post(`Content-Length: ${'9'.repeat(40)}`, '{}'),
  'chunks that are spelled with a tab': post('Transfer-Encoding:\tchunked', '0\r\n\r\n'),
  'unknown transfer encoding': post('Transfer-Encoding: xchunked', '0\r\n\r\n'),
  'chunked twice': post('Transfer-Encoding: chunked, chunked', '0\r\n\r\n'),
  'a chunk size that is no number': post('Transfer-Encoding: chunked', 'zz\r\n{}\r\n0\r\n\r\n'),
  'a chunk size that overflows': post('Transfer-Encoding: chunked', `${'f'.repeat(30)}\r\n{}`),
  'a chunk extension without end': post(
    'Transfer-Encoding: chunked',
    `2;${'a'.repeat(40_000)}\r\n{}\r\n0\r\n\r\n`,
  ),
  'a folded header': post('X-Folded: a\r\n b\r\nContent-Length: 2', '{}'),
  'a header that begins with white space': post(' X-Odd: a\r\nContent-Length: 2', '{}'),
  'a space before the colon': post('Content-Length : 2', '{}'),
  'a header without a name': post(': nothing\r\nContent-Length: 2', '{}'),
  'a NUL in a header': post('X-Nul: a\u0000b\r\nContent-Length: 2', '{}'),
  'a bare line feed': 'POST PATH HTTP/1.1\nHost: relay\nContent-Length: 2\n\n{}',
  'a bare carriage return': 'POST PATH HTTP/1.1\rHost: relay\rContent-Length: 2\r\r{}',
  'a head that is too large': post(`X-Large: ${'a'.repeat(40_000)}\r\nContent-Length: 2`, '{}'),
  'too many headers': post(`${'X-Many: a\r\n'.repeat(4000)}Content-Length: 2`, '{}'),
  'no host': 'POST PATH HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}',
  'two hosts': post('Host: other\r\nContent-Length: 2', '{}'),
  'an unknown method': 'BREW PATH HTTP/1.1\r\nHost: relay\r\n\r\n',
  'a method of nonsense': '\u0001\u0002 PATH HTTP/1.1\r\nHost: relay\r\n\r\n',
  'an old version': 'POST PATH HTTP/0.9\r\n\r\n',
  'a version to come': 'POST PATH HTTP/3.0\r\nHost: relay\r\n\r\n',
  'no version': 'GET PATH\r\n\r\n',
  'an address of somebody else': 'GET http://evil.example/ HTTP/1.1\r\nHost: relay\r\n\r\n',
  'a tunnel': 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n',
  'an upgrade': post('Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 2', '{}'),
  'an expectation that cannot be met': post('Expect: 200-maybe\r\nContent-Length: 2', '{}'),
  'a path with a line feed': 'GET /a%0d%0aX: b HTTP/1.1\r\nHost: relay\r\n\r\n',
  'a path that climbs': 'GET /../../etc/passwd HTTP/1.1\r\nHost: relay\r\n\r\n',
  'a path that climbs in disguise':
    'GET /%2e%2e%2f%2e%2e/etc/passwd HTTP/1.1\r\nHost: relay\r\n\r\n',
  'half of an escape': 'GET /in/main/%E0%A4%A HTTP/1.1\r\nHost: relay\r\n\r\n',
  'an endless path': `GET /${'a'.repeat(30_000)} HTTP/1.1\r\nHost: relay\r\n\r\n`,
  TLS: '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00FC\u0003\u0003',
};

function post(headers: string, body: string): string {
  return `POST PATH HTTP/1.1\r\nHost: relay\r\nAuthorization: AUTH\r\n${headers}\r\n\r\n${body}`;
}

/** The status of the first answer; 0 where the server hung up without one. */
export function sendRaw(url: string, request: string): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.end(request, 'latin1'));
    const done = () => {
      socket.destroy();
      resolve(Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0));
    };
    socket.setTimeout(20_000, () => {
      answer = 'HTTP/1.1 599 no answer';
      done();
    });
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('close', done);
    socket.on('error', done);
  });
}
