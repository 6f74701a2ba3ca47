import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { findNewestLink, type LinkPlace, pageOfLinksToCompare } from './links.ts';
import { recordLink } from './record-links.ts';
import { sampleLinkWrite } from './sample-link.ts';

const connection = { workspace: 'default', name: 'prod' };
let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(async () => {
  await store.close();
});

function link(key: string, at: number, over: Parameters<typeof sampleLinkWrite>[0] = {}) {
  return store.commit((unit) => recordLink(unit, sampleLinkWrite({ key, lane: key, ...over }), at));
}

/** All pages of two, up to the link that is the newest now. */
async function walk({ since = 0, between = async () => undefined as unknown } = {}) {
  const upTo = await findNewestLink(store.db, connection);
  await between();
  const pages: string[][] = [];
  let after: LinkPlace | undefined;
  while (upTo !== undefined) {
    const page = { after, upTo, since, limit: 2 };
    const links = await pageOfLinksToCompare(store.db, connection, page);
    if (links.length === 0) break;
    pages.push(links.map(({ key }) => key));
    after = links.at(-1);
  }
  return pages;
}

test('each link of the connection is met once, oldest first, many of one moment too', async () => {
  for (const key of ['d', 'a', 'e', 'b']) await link(key, 200);
  await link('z', 100);
  await link('c', 300);
  await link('elsewhere', 200, { connection: 'test' });
  await link('theirs', 200, { workspace: 'other' });

  expect(await walk()).toEqual([
    ['z', 'a'],
    ['b', 'd'],
    ['e', 'c'],
  ]);
});

test('a walk ends where the newest was when it began', async () => {
  await link('b', 200);

  const pages = await walk({
    between: async () => {
      await link('c', 200);
      await link('a', 201);
      await link('early', 100);
    },
  });

  expect(pages).toEqual([['early', 'b']]);
});

test('what ended is met as long as it was heard of since', async () => {
  await link('open', 100);
  await link('long-ended', 100, { phase: 'closed' });
  await link('ended', 200, { phase: 'resolved' });

  expect(await walk({ since: 150 })).toEqual([['open', 'ended']]);
});

test('of no link there is nothing to walk', async () => {
  expect(await walk()).toEqual([]);
});
