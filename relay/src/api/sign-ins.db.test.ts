import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createObject } from '../config-store/manage.ts';
import { createSampleApi, type SampleApi } from '../sample-api.ts';
import { endSignIn } from '../store/sign-ins.ts';

let api: SampleApi;

beforeAll(async () => {
  api = await createSampleApi();
  await createObject(api.configStore, { workspace: 'default', actor: 'test' }, 'connection', {
    name: 'person',
    url: 'https://acme.service-now.com',
    credentials: { kind: 'authorization-code', clientId: 'client' },
    changes: 'off',
  });
});

afterAll(() => api.close());

const at = (name: string, rest = '') =>
  `/api/v1/workspaces/default/connections/${name}/sign-ins${rest}`;

test('a link for a person comes by the API, and so does what became of it', async () => {
  const authorization = await api.token();
  const begun = await request(api.app).post(at('person')).set({ authorization }).expect(201);
  const { id, url, redirectUrl } = begun.body;
  const look = () =>
    request(api.app)
      .get(at('person', `/${id}`))
      .set({ authorization });

  expect(url).toMatch(/^https:\/\/relay\.example\/oauth\/start\/[\w-]{40,}$/);
  expect(redirectUrl).toBe('https://relay.example/oauth/callback/default/person');
  expect((await look().expect(200)).body).toMatchObject({ outcome: 'waiting' });
  await api.commit((unit) =>
    endSignIn(unit, id, { outcome: 'failed', because: 'Deny was pressed.', at: api.now }),
  );

  expect((await look()).body).toMatchObject({ outcome: 'failed', because: 'Deny was pressed.' });
  // The link itself is shown once and lies nowhere.
  const rows = await api.store.db.selectFrom('sign_in').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(url.split('/').at(-1));
});

test('a connection without a person has no link, one that is not there neither', async () => {
  const authorization = await api.token();

  const other = await request(api.app).post(at('prod')).set({ authorization });
  const none = await request(api.app).post(at('nobody')).set({ authorization });

  expect(other.body).toMatchObject({ code: 'REQUEST_INVALID' });
  expect(none.body).toMatchObject({ code: 'NOT_FOUND' });
});
