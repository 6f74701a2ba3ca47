import { request } from 'undici';

/** A browser without a screen: keeps its cookie, does not follow redirects by itself. */
export interface TestBrowser {
  get(path: string, headers?: Record<string, string>): Promise<Page>;
  post(path: string, fields: Record<string, string>): Promise<Page>;
  cookie(): string;
  /** The token that pages carry in `g_ck`, as of the last page. */
  token(): string;
}

export interface Page {
  readonly status: number;
  readonly location: string;
  readonly text: string;
}

export async function signInWithBrowser(
  url: string,
  user: { readonly user: string; readonly password: string },
): Promise<TestBrowser> {
  const state = { cookie: '', token: '' };
  const call = async (
    method: string,
    path: string,
    body: string | undefined,
    headers: Record<string, string> = {},
  ): Promise<Page> => {
    const answer = await request(`${url}${path}`, {
      method,
      headers: {
        accept: 'text/html,application/xml;q=0.9,*/*;q=0.8',
        cookie: state.cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.body.text();
    const cookies = [answer.headers['set-cookie'] ?? ''].flat();
    const session = cookies.find((one) => one.startsWith('glide_session_store='));
    if (session !== undefined) state.cookie = session.split(';')[0] ?? '';
    state.token = /g_ck = '(\w*)'/.exec(text)?.[1] ?? state.token;
    return { status: answer.statusCode, location: String(answer.headers['location'] ?? ''), text };
  };
  const post = (path: string, fields: Record<string, string>): Promise<Page> =>
    call('POST', path, new URLSearchParams(fields).toString());
  await post('/login.do', { user_name: user.user, user_password: user.password });
  return {
    get: (path, headers) => call('GET', path, undefined, headers),
    post,
    cookie: () => state.cookie,
    token: () => state.token,
  };
}
